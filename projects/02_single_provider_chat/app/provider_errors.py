"""Turn what the SDK raises, and the oddities it lets through, into our own errors."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import anthropic
import httpx2
from pydantic import BaseModel, ValidationError

from app import errors
from app.retries import retry_after
from app.schemas import ChatResponse, Usage

logger = logging.getLogger(__name__)

BY_STATUS: dict[int, type[errors.ApiError]] = {
    401: errors.ProviderAuthError,
    402: errors.ProviderAuthError,
    403: errors.ProviderAuthError,
    408: errors.ProviderTimeoutError,
    409: errors.ProviderUnavailableError,
    413: errors.ContextTooLongError,
}


@contextmanager
def our_errors() -> Iterator[None]:
    """Let nothing out of a call to the provider but an ApiError (or a mistake of our own)."""
    try:
        yield
    except TimeoutError:
        raise errors.ProviderTimeoutError from None
    except (anthropic.AnthropicError, httpx2.HTTPError) as error:
        raise translate(error) from error
    except (json.JSONDecodeError, UnicodeDecodeError):  # the SDK does not wrap what a bad body raises
        raise errors.ProviderBadResponseError from None


def translate(error: Exception) -> errors.ApiError:
    """Find our error for one of the SDK's; a test shows that every class of the SDK has one."""
    match error:
        case anthropic.APIStatusError():
            return from_status(error)
        case anthropic.APIConnectionError():
            return from_connection(error)
        case anthropic.CredentialsError():
            return errors.ProviderNotConfiguredError()
        case _:
            return errors.ProviderBadResponseError()


def from_connection(error: anthropic.APIConnectionError) -> errors.ApiError:
    """Tell apart what the SDK calls one thing; its cause and the mark on the request know more."""
    cause = error.__cause__
    if isinstance(cause, httpx2.DecodingError):
        return errors.ProviderBadResponseError()
    if isinstance(error, anthropic.APITimeoutError) and not isinstance(cause, httpx2.ConnectTimeout):
        return errors.ProviderTimeoutError()
    if error.request.extensions.get("answered"):
        return errors.ProviderTruncatedError()
    return errors.ProviderUnreachableError()


def from_status(error: anthropic.APIStatusError) -> errors.ApiError:
    """Choose by the status; the SDK's finer classes all keep the status they came with."""
    logger.warning("provider answered: status=%s provider_request_id=%s", error.status_code, error.request_id)
    logger.debug("provider said: %s", error.api_message)
    wait = retry_after(error.response.headers)
    match error.status_code:
        case 404:
            return errors.ProviderNotConfiguredError(
                "The provider does not know what was asked for; check CHAT_MODEL and ANTHROPIC_BASE_URL."
            )
        case 400 if "prompt is too long" in str(error.api_message):
            return errors.ContextTooLongError()
        case 429:
            return errors.ProviderRateLimitError(retry_after=wait)
        case status if status >= 500:
            return errors.ProviderUnavailableError(retry_after=wait)
        case status if status >= 400:
            return BY_STATUS.get(status, errors.ProviderRejectedError)()
        case _:
            return errors.ProviderBadResponseError()


async def mark_as_answered(response: httpx2.Response) -> None:
    """Remember on the request that headers came back: what fails after that is a broken answer."""
    response.request.extensions["answered"] = True


class Block(BaseModel):
    """One piece of an answer; only blocks of type `text` have a text."""

    type: str
    text: str = ""


class Answer(BaseModel):
    """What we rely on in a provider's answer. The SDK checks nothing: what is missing, it gives as None."""

    content: list[Block]
    model: str
    stop_reason: str
    usage: Usage


def check_answer(message: object) -> ChatResponse:
    """Return the answer as ours, or raise when it is none: an HTML page, an error body, half a message."""
    try:
        answer = Answer.model_validate(message, from_attributes=True)
    except ValidationError:
        raise errors.ProviderBadResponseError from None
    text = "".join(block.text for block in answer.content)
    return ChatResponse(content=text, model=answer.model, stop_reason=answer.stop_reason, usage=answer.usage)
