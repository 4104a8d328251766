"""Ask again what may be answered a moment later, before the first token and never after it: tenacity.

What is repeated is the model lane's whole round: every model of the alias in its order. So a fallback comes
before a wait, the only model is retried, and no layer multiplies another: at most RETRY_ATTEMPTS requests to
each model, because the Router and the SDKs below retry nothing.
"""

import asyncio

import structlog
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
)
from tenacity.stop import stop_base
from tenacity.wait import wait_exponential_jitter

from app.settings import Settings
from genai_shared import errors
from genai_shared.llm import Llm, Stream
from genai_shared.observability.record import current_record
from genai_shared.schemas import ChatDone, ChatRequest, ChatResponse

log = structlog.get_logger(__name__)

TRANSIENT = (  # a 400, a refused key or a prompt that is too long is answered the same way the next time
    errors.ProviderRateLimitError,
    errors.ProviderUnavailableError,
    errors.ProviderUnreachableError,
    errors.ProviderTruncatedError,
    errors.ProviderTimeoutError,
)


class RetryingLlm:
    """The models, asked again when nobody answered. PROVIDER_TIMEOUT is for all rounds and waits together."""

    def __init__(self, llm: Llm, settings: Settings) -> None:
        self.models, self.resting = llm.models, llm.resting
        self._llm = llm
        self._settings = settings
        self._backoff = wait_exponential_jitter(
            multiplier=settings.retry_backoff, jitter=settings.retry_backoff, max=settings.retry_longest_wait
        )

    async def complete(self, chat: ChatRequest) -> ChatResponse:
        """Return the first answer that a model gives, or raise the last round's ApiError."""
        return await self._rounds()(self._llm.complete, chat, self._deadline())

    async def stream(self, chat: ChatRequest) -> Stream[str | ChatDone]:
        """Return the first stream with a token, or raise the last round's ApiError."""
        return await self._rounds()(self._llm.stream, chat, self._deadline())

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._settings.provider_timeout

    def _rounds(self) -> AsyncRetrying:
        """Return what calls a coroutine function until it returns; a lambda would not be awaited."""
        settings = self._settings
        times = stop_after_attempt(settings.retry_attempts) | stop_before_delay(settings.provider_timeout)
        return AsyncRetrying(
            retry=retry_if_exception_type(TRANSIENT),
            wait=self._wait,
            stop=times | WaitTooLong(settings.retry_longest_wait),
            before_sleep=note,
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        """Return the seconds to wait: what the provider asks for, but never less than our own."""
        return max(self._backoff(state), error_of(state).retry_after or 0.0)


class WaitTooLong(stop_base):
    """A provider may ask for an hour. Rather than keep the caller, we tell it: it gets the Retry-After."""

    def __init__(self, longest: float) -> None:
        self.longest = longest  # seconds

    def __call__(self, retry_state: RetryCallState) -> bool:
        return retry_state.upcoming_sleep > self.longest


def error_of(state: RetryCallState) -> errors.ApiError:
    """Return what a round has failed with; only our own errors are retried."""
    error = state.outcome and state.outcome.exception()
    return error if isinstance(error, errors.ApiError) else errors.InternalError()


def note(state: RetryCallState) -> None:
    """Count and log a retry, with its number and its wait, before it begins."""
    current_record().retries += 1
    wait = round(state.upcoming_sleep, 3)
    log.warning("retrying", attempt=state.attempt_number, wait_seconds=wait, code=error_of(state).code)
