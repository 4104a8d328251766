"""Read one model's stream: pieces as they come, silence that lasts too long, and an end that is none."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from genai_shared import errors
from genai_shared.errors.classifier import chain, classify
from genai_shared.prompt import ToolCallDelta


@dataclass(frozen=True)
class Limits:
    """How long a provider may be silent, in seconds: before the first token, and after it."""

    first_token: float
    idle: float


class Reading:
    """A stream whose first token has come. What it says about itself is complete when `pieces` has ended."""

    model = ""
    stop_reason = ""
    input_tokens: int | None = None  # known when the provider has counted them, which is at the end
    output_tokens = 0

    def __init__(self, chunks: Any, limits: Limits, deadline: float) -> None:  # noqa: ANN401 - LiteLLM's object
        self._chunks = chunks
        self._idle = limits.idle
        self._deadline = deadline  # a time of the event loop's clock
        self._first: list[str | ToolCallDelta] = []

    @classmethod
    async def begin(cls, request: Awaitable[Any], limits: Limits, deadline: float) -> Self:
        """Send the request and wait for the first token. ApiError: none came, and nothing is left open."""
        limit = min(deadline, asyncio.get_running_loop().time() + limits.first_token)
        with our_errors():
            async with asyncio.timeout_at(limit):
                reading = cls(await request, limits, deadline)
                try:
                    reading._first = await reading._next()
                except BaseException:
                    await reading.aclose()
                    raise
        return reading

    async def pieces(self) -> AsyncIterator[str | ToolCallDelta]:
        """Yield each text, and each piece of a tool call, as soon as it is there, until the answer is whole.

        ApiError: the provider broke it off, which an end without a usage is too, or was silent for too long.
        """
        clock, pieces = asyncio.get_running_loop().time, self._first
        with our_errors():
            while pieces:
                for piece in pieces:
                    yield piece
                await asyncio.sleep(0)  # what is there at once never waits, and would keep the loop to itself
                async with asyncio.timeout_at(min(self._deadline, clock() + self._idle)):
                    pieces = await self._next()

    async def aclose(self) -> None:
        """Close the connection to the provider at once, unless the answer is whole."""
        await self._chunks.aclose()

    async def _next(self) -> list[str | ToolCallDelta]:
        """Return what comes next; nothing at the end of a whole answer."""
        async for chunk in self._chunks:
            if pieces := self._note(chunk):
                return pieces
        if self.input_tokens is None:  # all three providers send the usage last
            raise errors.ProviderTruncatedError
        return []

    def _note(self, chunk: Any) -> list[str | ToolCallDelta]:  # noqa: ANN401 - LiteLLM's object, in OpenAI's shape
        """Take in what a chunk says about the answer, and return the pieces of the answer in it."""
        self.model = chunk.model or self.model
        if usage := getattr(chunk, "usage", None):
            self.input_tokens, self.output_tokens = usage.prompt_tokens, usage.completion_tokens
        if not chunk.choices:
            return []
        choice = chunk.choices[0]
        self.stop_reason = choice.finish_reason or self.stop_reason
        texts = [choice.delta.content] if choice.delta.content else []
        return [*texts, *map(tool_call_delta, getattr(choice.delta, "tool_calls", None) or [])]


def tool_call_delta(delta: Any) -> ToolCallDelta:  # noqa: ANN401 - LiteLLM's object, in OpenAI's shape
    """Return a piece of a tool call."""
    function = delta.function
    return ToolCallDelta(
        index=delta.index, id=delta.id, name=function.name, arguments=function.arguments or ""
    )


@contextmanager
def our_errors() -> Iterator[None]:
    """Let nothing out of a stream but an ApiError, or what is no failure, such as a cancellation."""
    try:
        yield
    except errors.ApiError:
        raise
    except TimeoutError:
        raise errors.ProviderTimeoutError from None
    except Exception as error:
        raise from_stream(error) from error


def from_stream(error: Exception) -> errors.ApiError:
    """Return our error for what LiteLLM raised, before or in a stream.

    In a stream there is no status that could tell. LiteLLM wraps what came instead: a provider's error event,
    or the end of the bytes, for which it has a StopAsyncIteration at hand.
    """
    causes = list(chain(error))
    if any(isinstance(cause, StopAsyncIteration) for cause in causes):
        return errors.ProviderTruncatedError()
    found = classify(error)
    broken = any(isinstance(cause, json.JSONDecodeError) for cause in causes)
    in_stream = any(type(cause).__name__ == "MidStreamFallbackError" for cause in causes)
    if in_stream and isinstance(found, errors.ProviderBadResponseError) and not broken:
        return errors.ProviderUnavailableError()  # an error event
    return found
