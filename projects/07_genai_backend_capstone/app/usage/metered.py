"""The way to the models for one caller, who pays for it. It is a Lane itself: nobody can go around it.

| the answer                                | is settled with                                   |
| ----------------------------------------- | ------------------------------------------------- |
| is whole                                  | what the provider counted                         |
| fails before its first token              | nothing                                           |
| breaks off, or its reader leaves          | our count of the prompt, and the pieces that came |
| a whole one, whose reader does not wait   | our count of the prompt, at the dearest price     |
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from app.usage.account import Account, Open
from app.usage.ledger import Bill
from app.usage.size import prompt_tokens, text_tokens
from genai_shared.lane import AnswerStream, Lane, Piece
from genai_shared.prompt import EmbeddingPrompt, Embeddings, Prompt
from genai_shared.schemas import ChatDone, Completion, Usage


@dataclass(frozen=True)
class MeteredLane:
    """Whoever asks a model by it gets TokenBudgetError or SpendingLimitError if that costs too much."""

    lane: Lane
    account: Account

    def models(self) -> dict[str, str]:
        return self.lane.models()

    def worst_cost(self, prompt: Prompt, input_tokens: int) -> float:
        return self.lane.worst_cost(prompt, input_tokens)

    async def complete(self, prompt: Prompt) -> Completion:
        tokens, bill = await prompt_tokens(prompt), None
        opened = await self._open(prompt, tokens)
        try:
            answer = await self.lane.complete(prompt)
            bill = bill_of(answer)
        except asyncio.CancelledError:
            bill = self._unheard(prompt, tokens)
            raise
        finally:
            await opened.close(bill)
        return answer

    async def stream(self, prompt: Prompt) -> AnswerStream:
        """Return an answer whose first token has come; closing it settles it."""
        tokens = await prompt_tokens(prompt)
        opened = await self._open(prompt, tokens)
        try:
            stream = await self.lane.stream(prompt)
        except BaseException:
            await opened.close(None)
            raise
        return MeteredStream(stream, opened, tokens)

    async def embed(self, prompt: EmbeddingPrompt) -> Embeddings:
        opened, bill = await self.account.open(await text_tokens(prompt.texts), 0.0), None
        try:
            found = await self.lane.embed(prompt)
            usage = Usage(input_tokens=found.input_tokens, output_tokens=0, cost_usd=found.cost_usd)
            bill = Bill(found.provider, found.model, usage)
        finally:
            await opened.close(bill)
        return found

    async def _open(self, prompt: Prompt, tokens: int) -> Open:
        return await self.account.open(tokens + prompt.max_tokens, self.lane.worst_cost(prompt, tokens))

    def _unheard(self, prompt: Prompt, tokens: int) -> Bill:
        cost = self.lane.worst_cost(replace(prompt, max_tokens=0), tokens)
        usage = Usage(input_tokens=tokens, output_tokens=0, cost_usd=cost)
        return Bill("", prompt.model or "", usage, estimated=True)


class MeteredStream:
    """An answer under way; closing it settles what it took."""

    def __init__(self, stream: AnswerStream, opened: Open, prompt_tokens: int) -> None:
        self._stream = stream
        self._opened = opened
        self._prompt_tokens = prompt_tokens
        self._pieces = 0

    async def __aiter__(self) -> AsyncIterator[Piece]:
        async for piece in self._stream:
            if isinstance(piece, ChatDone):
                await self._opened.close(bill_of(piece))  # before anybody is told that it is done
            self._pieces += 1
            yield piece

    def broken_off(self, input_tokens: int, output_tokens: int) -> ChatDone:
        return self._stream.broken_off(input_tokens, output_tokens)

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            if not self._opened.closed:  # the first piece has come, whether anybody took it or not
                so_far = self._stream.broken_off(self._prompt_tokens, max(1, self._pieces))
                await self._opened.close(bill_of(so_far, estimated=True))


def bill_of(answer: Completion | ChatDone, *, estimated: bool = False) -> Bill:
    return Bill(answer.provider, answer.model, answer.usage, estimated)
