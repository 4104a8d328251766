"""What the models are asked, what they answer, and what it costs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Generic, TypeVar, cast, overload

from genai_shared import errors
from genai_shared.llm.attempts import Attempts
from genai_shared.llm.catalogue import MILLION, Catalogue, provider_of
from genai_shared.llm.garbage import seldom_collected
from genai_shared.llm.providers import Providers, open_providers
from genai_shared.llm.reading import Reading
from genai_shared.llm.settings import LlmSettings
from genai_shared.observability.record import current_record
from genai_shared.prompt import EmbeddingPrompt, Embeddings, Prompt, ToolCallDelta
from genai_shared.schemas import ChatDone, ChatRequest, Completion, Usage

Piece = TypeVar("Piece")


class Llm:
    """The models: the catalogue's order, one deadline over all attempts, and no second try of any."""

    def __init__(self, providers: Providers, catalogue: Catalogue, settings: LlmSettings) -> None:
        self._providers = providers
        self._catalogue = catalogue
        self._configured = settings.keys
        self._attempts = Attempts(catalogue, settings)

    def models(self) -> dict[str, str]:
        """Return what a caller can ask for, and whose it is."""
        return self._catalogue.names(self._configured)

    def resting(self) -> dict[str, float]:
        """Return the models that have failed too often lately, each with the seconds it is left alone."""
        return self._attempts.resting()

    def worst_cost(self, prompt: Prompt, input_tokens: int) -> float:
        """Return the most, in US dollars, that an answer can cost, whichever of the models gives it."""
        models = self._catalogue.order(prompt.model, self._configured)
        return max(self._catalogue.models[model].worst(input_tokens, prompt.max_tokens) for model in models)

    async def complete(self, prompt: Prompt | ChatRequest, deadline: float | None = None) -> Completion:
        """Return the first answer that a model gives, or raise an ApiError.

        `deadline` is a time of the event loop's clock; without one, PROVIDER_TIMEOUT begins here.
        """
        ask = self._providers.ask
        model, answer, fallback_used = await self._attempts.first_to_answer(as_prompt(prompt), deadline, ask)
        self._attempts.answered(model)
        current_record().said(answer.content)
        return Completion(
            content=answer.content,
            provider=provider_of(model),
            model=answer.model,
            fallback_used=fallback_used,
            stop_reason=answer.stop_reason,
            usage=self._usage(model, answer.input_tokens, answer.output_tokens),
            tool_calls=answer.tool_calls,
        )

    @overload
    async def stream(
        self, prompt: ChatRequest, deadline: float | None = None
    ) -> "Stream[str | ChatDone]": ...
    @overload
    async def stream(
        self, prompt: Prompt, deadline: float | None = None
    ) -> "Stream[str | ToolCallDelta | ChatDone]": ...
    async def stream(
        self, prompt: Prompt | ChatRequest, deadline: float | None = None
    ) -> "Stream[str | ToolCallDelta | ChatDone] | Stream[str | ChatDone]":
        """Return the stream of the first model that sends a token, or raise an ApiError; see `complete`.

        From the first token on nobody else is asked: two halves of two answers are not an answer. The stream
        has to be closed, which closes the connection to the provider at once.
        """
        ask = self._providers.open_stream
        model, reading, fallback_used = await self._attempts.first_to_answer(as_prompt(prompt), deadline, ask)
        return Stream(self, model, reading, fallback_used=fallback_used)

    async def embed(self, prompt: EmbeddingPrompt) -> Embeddings:
        """Return a vector for each text, or raise an ApiError; there is no fallback: vectors do not mix."""
        price = self._catalogue.embedding(prompt.model, self._configured).input_price
        found = await self._providers.embed(prompt)
        return Embeddings(
            provider=provider_of(prompt.model),
            model=found.model,
            vectors=found.vectors,
            input_tokens=found.input_tokens,
            cost_usd=round(found.input_tokens * price / MILLION, 12),
        )

    def done(self, model: str, reading: Reading, *, fallback_used: bool) -> ChatDone:
        """Return how a stream ended that ended well."""
        self._attempts.answered(model)
        return ChatDone(
            provider=provider_of(model),
            model=reading.model,
            fallback_used=fallback_used,
            stop_reason=reading.stop_reason,
            usage=self._usage(model, reading.input_tokens or 0, reading.output_tokens),
        )

    def broken_off(self, model: str, usage: tuple[int, int], *, fallback_used: bool) -> ChatDone:
        """Return how a stream stands that did not end: its provider has not counted."""
        provider, _, name = model.partition("/")
        return ChatDone(
            provider=provider,
            model=name,
            fallback_used=fallback_used,
            stop_reason="client_gone",
            usage=self._usage(model, *usage),
        )

    def failed(self, model: str, error: errors.ApiError) -> None:
        """Remember that a stream of a model broke off."""
        self._attempts.failed(model, error)

    def _usage(self, model: str, input_tokens: int, output_tokens: int) -> Usage:
        cost = self._catalogue.models[model].cost(input_tokens, output_tokens)
        record = current_record()
        record.input_tokens, record.output_tokens = input_tokens, output_tokens
        record.cost_usd = cost
        return Usage(input_tokens=input_tokens, output_tokens=output_tokens, cost_usd=cost)


class Stream(Generic[Piece]):
    """An answer under way, whose first token has come: iterate over its pieces and, at the end, its ChatDone.

    Pieces are texts, and pieces of tool calls when the prompt had tools.

    Whoever has one closes it. After an error, nothing more comes.
    """

    def __init__(self, llm: Llm, model: str, reading: Reading, *, fallback_used: bool) -> None:
        self._llm = llm
        self._model = model
        self._reading = reading
        self._fallback_used = fallback_used

    async def __aiter__(self) -> AsyncIterator[Piece]:
        """Yield each piece at once. ApiError: what broke it off; no one else is asked."""
        record = current_record()
        try:
            async for piece in self._reading.pieces():
                record.said(piece if isinstance(piece, str) else piece.arguments)
                yield cast("Piece", piece)
        except errors.ApiError as error:
            self._llm.failed(self._model, error)
            raise
        done = self._llm.done(self._model, self._reading, fallback_used=self._fallback_used)
        yield cast("Piece", done)

    def broken_off(self, input_tokens: int, output_tokens: int) -> ChatDone:
        """Return who was answering, and what so many tokens cost: for an answer that will not end well."""
        usage = (input_tokens, output_tokens)
        return self._llm.broken_off(self._model, usage, fallback_used=self._fallback_used)

    async def aclose(self) -> None:
        """Close the connection to the provider at once, unless the answer is whole."""
        await self._reading.aclose()


def as_prompt(chat: Prompt | ChatRequest) -> Prompt:
    """Return a single message as a conversation."""
    return chat.prompt() if isinstance(chat, ChatRequest) else chat


@asynccontextmanager
async def open_llm(settings: LlmSettings, catalogue: Catalogue) -> AsyncIterator[Llm]:
    """Open the models' clients, which live as long as the block."""
    async with open_providers(catalogue, settings) as providers:
        with seldom_collected():
            yield Llm(providers, catalogue, settings)
