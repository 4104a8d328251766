"""Server-Sent Events by sse-starlette: an answer's tokens as events, and every way in which they may end.

| first to happen               | the client gets                        | the provider's connection |
| ----------------------------- | -------------------------------------- | ------------------------- |
| a failure before a token      | a status, with the envelope            | closed                    |
| the whole answer              | `done`, and the end                    | goes back to the pool     |
| a failure after a token       | `error`, and the end                   | closed                    |
| the client leaves             | nothing: nobody is there               | closed at once            |
| the client reads nothing for  | what is on its way, and no end         | closed                    |
| STREAM_SEND_TIMEOUT           |                                        |                           |
| the server's grace is over    | `error` server_shutdown; 503 before it | closed                    |

The next token is asked for when the last one is sent: a slow reader slows the provider, and fills no memory.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from fastapi import Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from sse_starlette.sse import SendTimeoutError
from starlette.types import Receive, Scope, Send

from genai_shared.client_gone import while_connected
from genai_shared.errors import ApiError, InternalError
from genai_shared.errors.responses import report
from genai_shared.observability.record import current_record
from genai_shared.schemas import ChatDone, ChatRequest
from genai_shared.settings import Seconds, ServiceSettings
from genai_shared.stopping import Stopping

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/event-stream"
# For `responses=` of a route with `response_class=EventStream`, in an application whose other routes have the
# envelope too. FastAPI alone would call each event a string, and give a failure the content type of a stream.
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events: `token`, and then `done` or `error`",
        "content": {CONTENT_TYPE: {"itemSchema": {"type": "object", "required": ["data"]}}},
    },
    "default": {
        "description": "Any failure before the first token",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorEnvelope"}}},
    },
}
FAREWELL = 2.0  # seconds after the grace, in which a stream may say its last word


class StreamSettings(ServiceSettings):
    """One field for each environment variable. All times are in seconds."""

    stream_keepalive: Seconds = 15  # between comments that tell everybody that the stream lives
    stream_send_timeout: Seconds = 60  # for a reader that takes nothing
    shutdown_grace: Seconds = 5  # for open streams, when the server is asked to stop


class Stream(Protocol):
    """An answer whose first token has come: its texts, and then how it ended."""

    def __aiter__(self) -> AsyncIterator[str | ChatDone]: ...

    async def aclose(self) -> None: ...


class Models(Protocol):
    """What answers: the models of `genai_shared.llm`, with or without retries."""

    async def stream(self, chat: ChatRequest) -> Stream: ...


class EventStream(EventSourceResponse):
    """A response of events, each as bytes: `data: {json}`, a line break, an empty line; comments between."""

    def __init__(
        self,
        events: AsyncIterable[bytes],
        settings: StreamSettings,
        status_code: int = 200,  # FastAPI reads this default too: without it, /openapi.json is a 500
    ) -> None:
        super().__init__(
            events,
            status_code,
            headers={"Cache-Control": "no-cache"},  # and X-Accel-Buffering: no, which it sets by itself
            ping=settings.stream_keepalive,
            ping_message_factory=lambda: ServerSentEvent(comment="keep-alive", sep="\n"),
            sep="\n",
            send_timeout=settings.stream_send_timeout,
            # It would cut a stream at the first signal; `Stopping` says when, this is only for what hangs.
            shutdown_grace_period=settings.shutdown_grace + FAREWELL,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it. A reader that takes nothing is left; returning unfinished closes the connection."""
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            current_record().error = "client_too_slow"


def event(kind: str, **fields: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    """Return one event: a line of data with a JSON object, and the empty line that ends it.

    A line break in the data would end the line, or the event, but in JSON it is escaped. So is everything
    beyond ASCII: half a surrogate pair, which some models send as a token, has no bytes in UTF-8.
    """
    return f"data: {json.dumps({'type': kind, **fields})}\n\n".encode()


@asynccontextmanager
async def answer_to(
    chat: ChatRequest, models: Models, stopping: Stopping, request: Request
) -> AsyncIterator[AsyncIterator[bytes]]:
    """Give an answer's events once its first token is there; close it afterwards, however that comes about.

    ApiError: there is no first token, and it is not too late for a status. In FastAPI this belongs into a
    dependency with `yield`, which ends when the last byte is out or the client has gone.
    """
    async with stopping.unless_over():
        stream = await while_connected(request, models.stream(chat))
    try:
        yield events(stream, stopping)
    finally:
        await stream.aclose()


async def events(stream: Stream, stopping: Stopping) -> AsyncIterator[bytes]:
    """Yield an answer's events, the last of which says how it ended."""
    pieces = aiter(stream)
    try:
        while True:
            await asyncio.sleep(0)  # what is there already would not wait, and others would have to
            async with stopping.unless_over():
                piece = await anext(pieces)
            if not isinstance(piece, str):
                yield event("done", **piece.model_dump())
                return
            yield event("token", text=piece)
    except ApiError as error:
        yield failed(error)
    except Exception:
        logger.exception("a stream broke, by a mistake of ours")
        yield failed(InternalError())


def failed(error: ApiError) -> bytes:
    """Return the event for a failure: the same that stands in the envelope of a response."""
    return event("error", error=report(error).model_dump())
