"""Know each request by an id, and say once, when its last byte is out, what it was and how it ended.

| first to happen                       | `ended`     | written                                  |
| ------------------------------------- | ----------- | ---------------------------------------- |
| the last byte is out                  | complete    | then; before what runs in the background |
| the same, of a status or event that   |             |                                          |
| says what went wrong                  | error       | then                                     |
| the client leaves before that         | client_gone | when the application has let go          |
| the application fails, or is stopped  | error       | when it has                              |

A pure ASGI class: `BaseHTTPMiddleware` loses context variables and hides clients that leave.
"""

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genai_shared.observability.record import Ending, Record, begin

logger = structlog.get_logger("access")

VALID_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
HEADER = "X-Request-ID"
UNSAID = ("", None, 0, False)  # values that a line leaves out


class Observer:
    """What is told of requests besides the log, such as the metrics; by itself it ignores it."""

    def stream_opened(self) -> None:
        """A stream has sent its first byte."""

    def stream_closed(self) -> None:
        """It has sent its last one, or never will."""

    def ended(self, record: Record) -> None:
        """A request is over, and its record complete."""


class RequestLog:
    """Give each request an id and a record; write its one line at the end. Goes outside all others."""

    def __init__(self, app: ASGIApp, observer: Observer | None = None, *, log_prompts: bool = False) -> None:
        self.app = app
        self.observer = observer or Observer()
        self.log_prompts = log_prompts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record = Record(
            request_id=request_id(Headers(scope=scope)),
            method=scope["method"] if scope["method"] in METHODS else "OTHER",
            keeps_texts=self.log_prompts,
        )
        begin(record)  # for good: the server's own lines about this request come after us
        exchange = Exchange(record, self.observer, receive, send, lambda: route_of(scope))
        try:
            await self.app(scope, exchange.receive, exchange.send)
        except Exception:
            record.status, record.error = record.status or 500, record.error or "internal_error"
            raise
        finally:
            exchange.end("error")


class Exchange:
    """One request and its response as they pass by."""

    def __init__(
        self, record: Record, observer: Observer, receive: Receive, send: Send, route: Callable[[], str]
    ) -> None:
        self.record, self.observer, self.route = record, observer, route
        self._receive, self._send = receive, send
        self.client_left = False
        self.streams = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.client_left = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start(message)
        elif self.streams and self.record.first_token is None and message.get("body"):
            self.record.first_token = time.perf_counter()
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.end("complete")

    def _start(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        headers[HEADER] = self.record.request_id
        self.record.status = message["status"]
        self.streams = headers.get("content-type", "").startswith("text/event-stream")
        if self.streams:
            self.observer.stream_opened()

    def end(self, how: Ending) -> None:
        """Complete the record and write the line, once."""
        record = self.record
        if record.ended is not None:
            return
        record.ended = "client_gone" if self.client_left else "error" if record.error else how
        record.over, record.route = time.perf_counter(), self.route()
        if self.streams:
            self.observer.stream_closed()
        self.observer.ended(record)
        logger.info("request", **line(record))


def request_id(headers: Headers) -> str:
    """Return the caller's id for the request, when it is one that a log can hold; else a new one."""
    given = headers.get(HEADER, "")
    return given if VALID_ID.fullmatch(given) else uuid4().hex


def route_of(scope: Scope) -> str:
    """Return the template that a request's path matched, such as /v1/conversations/{id}; "" for none.

    An included router's routes know only their own part of the path, so FastAPI's context is asked first.
    """
    context = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return getattr(context, "path_format", "")


def line(record: Record) -> dict[str, Any]:
    """Return an access line's fields, without those that have nothing to say."""
    first = record.time_to_first_token
    always = {
        "method": record.method,
        "route": record.route,
        "status": record.status,
        "duration_ms": round(1000 * record.duration, 1),
        "ended": record.ended,
    }
    known = {
        "first_token_ms": first and round(1000 * first, 1),
        **{name: getattr(record, name) for name in MORE},
    }
    return always | {name: value for name, value in known.items() if value not in UNSAID}


MORE = (
    "error", "user", "tier", "limited", "model", "provider", "input_tokens", "output_tokens", "cost_usd",
    "attempts", "retries", "fallback", "prompt", "answer",
)  # fmt: skip
