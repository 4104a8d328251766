"""Try again what may go better in a moment, before the first token, never after it: tenacity, in one layer.

What is repeated is a *round* of `genai_shared.llm`: the alias's models in their order, until one answers.

* A fallback is preferred to waiting: only when nobody has answered is there a wait, and then another round.
* The only model, or the last that can be asked, is retried, because a round is then one request.
* Nothing multiplies: a chat is at most RETRY_ATTEMPTS requests to each model of its alias. The Router and the
  SDKs below retry nothing, and a model that has failed too often rests, and is not asked in the next round.

| a round ends with                           | then                                                    |
| ------------------------------------------- | ------------------------------------------------------- |
| an answer, or its first token               | that is it; a stream that breaks later is not retried   |
| 429, 5xx, no connection, a cut, a time-out  | a wait that doubles, with jitter, and another round     |
| the same, with Retry-After                  | at least that wait; RETRY_LONGEST_WAIT is all we give   |
| anything else                               | the caller gets it: the next answer would be the same   |
| the last round, or no time left for another | the caller gets it, with its Retry-After                |

PROVIDER_TIMEOUT is one deadline over everything: rounds, waits, and the stream.
"""

import asyncio
from typing import overload

import structlog
from pydantic import Field
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)
from tenacity.stop import stop_base

from genai_shared import errors
from genai_shared.llm import Llm, LlmSettings, Stream
from genai_shared.llm.llm import as_prompt
from genai_shared.observability.record import current_record
from genai_shared.prompt import EmbeddingPrompt, Embeddings, Prompt, ToolCallDelta
from genai_shared.schemas import ChatDone, ChatRequest, Completion
from genai_shared.settings import Seconds

logger = structlog.get_logger(__name__)

TRANSIENT = (
    errors.ProviderRateLimitError,
    errors.ProviderUnavailableError,
    errors.ProviderUnreachableError,
    errors.ProviderTruncatedError,
    errors.ProviderTimeoutError,
)


class RetrySettings(LlmSettings):
    """One field for each environment variable. All times are in seconds."""

    retry_attempts: int = Field(default=3, ge=1)  # rounds in all; 1: no retry
    retry_backoff: Seconds = 0.5  # the first wait, without its jitter of up to as much; then it doubles
    retry_longest_wait: Seconds = 5  # of ours, and the most that a provider's Retry-After is waited for


class RetryingLlm:
    """The models, with patience: what Llm offers, and a failure that may pass is met with another round."""

    def __init__(self, llm: Llm, settings: RetrySettings) -> None:
        self._llm = llm
        self._total = settings.provider_timeout
        self._too_long = WaitTooLong(settings.retry_longest_wait)
        self._backoff = wait_exponential_jitter(
            multiplier=settings.retry_backoff, max=settings.retry_longest_wait, jitter=settings.retry_backoff
        )
        self._attempts = settings.retry_attempts

    def models(self) -> dict[str, str]:
        """Return what a caller can ask for, and whose it is."""
        return self._llm.models()

    def resting(self) -> dict[str, float]:
        """Return the models that have failed too often lately, each with the seconds it is left alone."""
        return self._llm.resting()

    def worst_cost(self, prompt: Prompt, input_tokens: int) -> float:
        """Return the most, in US dollars, that an answer can cost; rounds that fail cost nothing."""
        return self._llm.worst_cost(prompt, input_tokens)

    async def complete(self, prompt: Prompt | ChatRequest) -> Completion:
        """Return the first answer that a model gives, or raise the last round's ApiError."""
        return await self._rounds()(self._llm.complete, prompt, self._deadline())

    @overload
    async def stream(self, prompt: ChatRequest) -> Stream[str | ChatDone]: ...
    @overload
    async def stream(self, prompt: Prompt) -> Stream[str | ToolCallDelta | ChatDone]: ...
    async def stream(
        self, prompt: Prompt | ChatRequest
    ) -> Stream[str | ToolCallDelta | ChatDone] | Stream[str | ChatDone]:
        """Return the first stream with a token, or raise the last round's ApiError; it has to be closed."""
        return await self._rounds()(self._llm.stream, as_prompt(prompt), self._deadline())

    async def embed(self, prompt: EmbeddingPrompt) -> Embeddings:
        """Return the texts' vectors, or raise an ApiError: these are not asked for twice."""
        return await self._llm.embed(prompt)

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._total

    def _rounds(self) -> AsyncRetrying:
        """Return tenacity's caller of a coroutine function; what a lambda returns, it would not await."""
        return AsyncRetrying(
            retry=retry_if_exception(is_transient),
            wait=self._wait,
            stop=stop_after_attempt(self._attempts) | stop_before_delay(self._total) | self._too_long,
            before_sleep=note,
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        """Return how long to wait, in seconds: as long as we are asked to, but never less than our own."""
        asked = getattr(failure(state), "retry_after", None) or 0.0
        return max(self._backoff(state), asked)


class WaitTooLong(stop_base):
    """Stop when the wait is longer than a caller should be kept: better it comes back by itself."""

    def __init__(self, longest: float) -> None:
        self._longest = longest  # seconds

    def __call__(self, retry_state: RetryCallState) -> bool:
        return retry_state.upcoming_sleep > self._longest


def is_transient(error: BaseException) -> bool:
    """Tell whether the same request may be answered a moment later."""
    return isinstance(error, TRANSIENT)


def failure(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def note(state: RetryCallState) -> None:
    """Log and count that a round has failed and another one follows."""
    current_record().retries += 1
    logger.warning(
        "retrying",
        attempt=state.attempt_number,
        wait_seconds=round(state.upcoming_sleep, 3),
        code=getattr(failure(state), "code", ""),
    )
