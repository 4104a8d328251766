"""One turn: reserve the conversation, ask, and store question and answer together, or neither.

Who wins:

| what happens                             | stored                                    | the next turn       |
| ---------------------------------------- | ----------------------------------------- | ------------------- |
| the answer is whole                      | question and answer                       | goes on from there  |
| no model answers, or one breaks off      | nothing; the caller was told              | as if never asked   |
| the client leaves before the first token | nothing                                   | as if never asked   |
| the client leaves in mid-stream          | question, and the answer so far, marked   | the model is told   |
| another message comes meanwhile          | it gets 409, and nothing of it            |                     |
| the conversation is deleted meanwhile    | nothing; the caller gets 409              | there is none       |
| the process dies                         | nothing                                   | when the lease ends |
"""

import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from app.answers import Asked, replay
from app.budget import Budget
from app.context.summary import summarize
from app.context.tokens import count
from app.context.window import Window, fit, to_summarize
from app.conversations.errors import ConversationBusyError, ConversationFullError
from app.conversations.models import Idempotency, Message, Stored
from app.conversations.store import Conversations
from app.imported import new_turn_id
from app.schemas import Answered, Question
from genai_shared.errors import ApiError
from genai_shared.lane import Lane
from genai_shared.prompt import Prompt
from genai_shared.schemas import Usage

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """Whose conversation, what is asked, and under which key, if any."""

    owner: str
    conversation_id: str
    question: Question
    key: str | None = None

    @property
    def idempotency(self) -> Idempotency | None:
        digest = hashlib.sha256(self.question.model_dump_json().encode()).hexdigest()
        return Idempotency(key=self.key, digest=digest) if self.key else None


@dataclass(frozen=True)
class Turns:
    """`lease` is how long a turn may take, in seconds, and `most_bytes` how much a conversation may hold."""

    store: Conversations
    llm: Lane
    budget: Budget
    lease: float
    most_bytes: int

    async def ask(self, request: Request) -> Answered:
        """Return the answer, or the one that was given before under the same key."""
        async with self.open(request) as turn:
            if isinstance(turn, Answered):
                return turn
            completion = await self.llm.complete(turn.prompt)
            return await turn.finish(completion.content, completion)

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncIterator[Asked | Answered]:
        """Give a turn that can be asked, or the answer that was given before; leave nothing reserved."""
        turn_id = new_turn_id()
        try:
            stored = await self._begin(request, turn_id)
            yield replay(stored, request.idempotency) or await self._prepare(request, stored, turn_id)
        finally:
            with suppress(ApiError):  # of the store; the reservation then ends with its lease
                await self.store.release(request.owner, request.conversation_id, turn_id)

    async def _begin(self, request: Request, turn_id: str) -> Stored:
        """Reserve the conversation; to give an answer once more, it may be busy."""
        try:
            return await self.store.begin(request.owner, request.conversation_id, turn_id, self.lease)
        except ConversationBusyError:
            stored = await self.store.read(request.owner, request.conversation_id)
            if replay(stored, request.idempotency) is None:
                raise
            return stored

    async def _prepare(self, request: Request, stored: Stored, turn_id: str) -> Asked:
        conversation, question = stored.conversation, request.question
        message = Message(role="user", content=question.message)
        if conversation.size + len(message.content.encode()) > self.most_bytes:
            raise ConversationFullError
        budget = self.budget.of(conversation, question.max_tokens)
        tokens = await count([message])
        window = fit(conversation, stored.turns, message, tokens, budget)
        window, made_now = await self._with_summary(window, tokens)
        prompt = Prompt(
            messages=window.messages(),
            model=conversation.model,
            max_tokens=question.max_tokens,
            temperature=question.temperature,
        )
        return Asked(
            store=self.store,
            budget=self.budget,
            owner=request.owner,
            turn_id=turn_id,
            window=window,
            summary_usage=made_now,
            prompt=prompt,
            idempotency=request.idempotency,
        )

    async def _with_summary(self, window: Window, tokens: int) -> tuple[Window, Usage | None]:
        """Summarize what does not fit, where that is the strategy; without a summary it is left out."""
        if not (turns := to_summarize(window)):
            return window, None
        try:
            summary, usage = await summarize(self.llm, window, turns)
        except ApiError as error:
            logger.warning("no summary was written: code=%s", error.code)
            return window, None
        cost = round(window.conversation.cost_usd + usage.cost_usd, 12)
        conversation = window.conversation.model_copy(update={"summary": summary, "cost_usd": cost})
        return fit(conversation, window.history, window.question, tokens, window.budget), usage
