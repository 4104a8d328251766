"""Know each request by an id, and write one line about it when its last byte is out.

A pure ASGI class, outside all others: it sees each message of a response pass by, streams included.
"""

import re
import time
from typing import Any
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.metrics import Metrics
from genai_shared.observability.record import Ending, Record, begin

log = structlog.get_logger("access")

VALID_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")  # what a caller sends ends up in our log, and at the provider
METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}  # others would be labels without end
WHEN_KNOWN = (
    "error", "user", "tier", "limited", "model", "provider", "input_tokens", "output_tokens", "cost_usd",
    "attempts", "retries", "fallback", "prompt", "answer",
)  # fmt: skip


class RequestLog:
    """Give a request its record, which everybody else writes into, and read it at the end."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, log_prompts: bool) -> None:
        self.app = app
        self.metrics = metrics
        self.log_prompts = log_prompts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        record = Record(
            request_id=given if VALID_ID.fullmatch(given) else uuid4().hex,
            method=scope["method"] if scope["method"] in METHODS else "OTHER",
            keeps_texts=self.log_prompts,
        )
        begin(record)
        passing = Passing(record, self.metrics, scope, receive, send)
        try:
            await self.app(scope, passing.receive, passing.send)
        except Exception:
            record.status, record.error = record.status or 500, "internal_error"
            raise
        finally:
            passing.end("error")  # unless the last byte came by, which was the end


class Passing:
    """A request and its response on their way."""

    def __init__(self, record: Record, metrics: Metrics, scope: Scope, receive: Receive, send: Send) -> None:
        self.record, self.metrics, self.scope = record, metrics, scope
        self._receive, self._send = receive, send
        self.streams = self.client_left = False

    async def receive(self) -> Message:
        message = await self._receive()
        self.client_left |= message["type"] == "http.disconnect"
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self.record.request_id
            self.record.status = message["status"]
            self.streams = headers.get("content-type", "").startswith("text/event-stream")
            self.metrics.streams.inc(self.streams)
        elif self.streams and self.record.first_token is None:
            self.record.first_token = time.perf_counter()
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.end("complete")

    def end(self, how: Ending) -> None:
        """Complete the record, count it, and write the line: once."""
        record = self.record
        if record.ended is not None:
            return
        record.ended = "client_gone" if self.client_left else "error" if record.error else how
        record.over, record.route = time.perf_counter(), template(self.scope)
        self.metrics.streams.dec(self.streams)
        self.metrics.count(record)
        log.info("request", **fields(record))


def template(scope: Scope) -> str:
    """Return the path as it was declared, such as /v1/usage/{user}; "" when nothing matched.

    An included router's route knows only its own part of the path; FastAPI's context knows all of it.
    """
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return getattr(route, "path_format", "")


def fields(record: Record) -> dict[str, Any]:
    """Return what the line says: the first five always, the others when there is something to say."""
    line = {"method": record.method, "route": record.route, "status": record.status}
    line |= {"duration_ms": round(1000 * record.duration, 1), "ended": record.ended}
    if record.time_to_first_token is not None:
        line["first_token_ms"] = round(1000 * record.time_to_first_token, 1)
    return line | {name: value for name in WHEN_KNOWN if (value := getattr(record, name))}
