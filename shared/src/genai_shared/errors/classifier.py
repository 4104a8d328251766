"""Find our error for what a call to a provider raised, by its causes; needs the extra `llm`, but not LiteLLM.

LiteLLM's classes and statuses say too little: a refused connection is an InternalServerError with status 500,
Anthropic's 529 is a 500 and its 413 a 400, an error in a body of status 200 is a 400 or a 422. What really
happened stands in the chain of causes: the provider's response, or the transport's exception.
"""

import logging
import math
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import aiohttp
import httpx

from genai_shared import errors

logger = logging.getLogger(__name__)

LONGEST = 86_400.0  # seconds; some servers say `inf`
TOO_LONG = ("prompt is too long", "context_length_exceeded", "maximum context length")
BY_STATUS: dict[int, type[errors.ApiError]] = {
    401: errors.ProviderAuthError,
    402: errors.ProviderAuthError,
    403: errors.ProviderAuthError,
    404: errors.ProviderNotConfiguredError,
    408: errors.ProviderTimeoutError,
    409: errors.ProviderUnavailableError,
    413: errors.ContextTooLongError,
}
# The first family that is among the causes decides.
BY_FAMILY: tuple[tuple[type[Exception], type[errors.ApiError]], ...] = (
    (httpx.ConnectError, errors.ProviderUnreachableError),
    (httpx.ConnectTimeout, errors.ProviderUnreachableError),
    (aiohttp.ClientPayloadError, errors.ProviderTruncatedError),
    (httpx.TimeoutException, errors.ProviderTimeoutError),
    (TimeoutError, errors.ProviderTimeoutError),
    (httpx.TransportError, errors.ProviderUnreachableError),
)


def classify(error: Exception) -> errors.ApiError:
    """Return our error for whatever a call to a provider raised; none of the provider's words are in it."""
    causes = list(chain(error))
    for cause in causes:
        if isinstance(cause, httpx.HTTPStatusError):
            return from_response(cause.response, said=str(error))
    for family, ours in BY_FAMILY:
        if any(isinstance(cause, family) for cause in causes):
            return ours()
    if type(error).__name__ == "UnsupportedParamsError":  # LiteLLM's own refusal, before any request
        return errors.ProviderRejectedError()
    return errors.ProviderBadResponseError()


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what led to it, each once."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def from_response(response: httpx.Response, said: str) -> errors.ApiError:
    """Choose by the provider's own status, and by what it said only where the status is not enough."""
    status = response.status_code
    logger.warning("provider answered: status=%s provider=%s", status, response.request.url.host)
    if status == 400 and any(words in said for words in TOO_LONG):
        return errors.ContextTooLongError()
    if status >= 500:
        return errors.ProviderUnavailableError(retry_after=retry_after(response.headers))
    if status == 429:
        return errors.ProviderRateLimitError(retry_after=retry_after(response.headers))
    if status >= 400:
        return BY_STATUS.get(status, errors.ProviderRejectedError)()
    return errors.ProviderBadResponseError()


def retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds that the provider asks to wait; its header holds a number or a date."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        seconds = seconds_until(value)
    return min(seconds, LONGEST) if seconds >= 0 else None


def seconds_until(date: str) -> float:
    """Return how long until an HTTP date: 0 when it has passed, NaN when it is none."""
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return math.nan
