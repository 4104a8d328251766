"""The little HTTP the simulator needs on top of ASGI: read a call, answer it, notice that its client left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from types import TracebackType

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

JSON = (b"content-type", b"application/json")
EVENT_STREAM = (b"content-type", b"text/event-stream; charset=utf-8")
HTML = (b"content-type", b"text/html; charset=utf-8")


class ClientGoneError(Exception):
    """The client closed its connection before the answer was complete."""


class BodyTooLargeError(Exception):
    """The request's body is larger than the port takes."""


class Exchange:
    """One HTTP request and the means to answer it."""

    def __init__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: str = scope["query_string"].decode("latin-1")
        self.raw_headers: Headers = scope["headers"]
        self.transport: asyncio.Transport = scope["state"]["connection"].transport
        self.started = False

    def header(self, name: bytes) -> str | None:
        for known, value in self.raw_headers:
            if known == name:
                return value.decode("latin-1")
        return None

    async def body(self, limit: int) -> bytes:
        received = bytearray()
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            received += message.get("body", b"")
            if len(received) > limit:
                raise BodyTooLargeError
            if not message.get("more_body"):
                return bytes(received)

    async def start(self, status: int, headers: Headers) -> None:
        self.started = True
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    async def write(self, data: bytes) -> None:
        """Hand over one piece; a reader that is slow to take it makes this wait."""
        await self.send({"type": "http.response.body", "body": data, "more_body": True})
        if self.transport.is_closing():
            await self.disconnected()
            raise ClientGoneError

    async def finish(self, data: bytes = b"") -> None:
        await self.send({"type": "http.response.body", "body": data, "more_body": False})

    async def answer(self, status: int, data: bytes, headers: Headers) -> None:
        length = (b"content-length", str(len(data)).encode())
        await self.start(status, [*headers, length])
        await self.finish(data)

    async def answer_json(self, status: int, value: Any) -> None:  # noqa: ANN401 any JSON value
        await self.answer(status, orjson.dumps(value), [JSON])

    async def cut(self) -> None:
        """Close the socket once what was written has left; nothing marks the answer's end."""
        self.transport.close()
        await self.disconnected()

    async def disconnected(self) -> None:
        """Wait until the server knows too; it would log an answer left open before that."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


class ClientWatch:
    """End the block with `ClientGoneError` at once when the client leaves, whatever the block waits for."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.gone = False

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 for the type checker: a coroutine runs in a task
        self.task = task
        self.listener = asyncio.create_task(self.listen())

    async def listen(self) -> None:
        await self.exchange.disconnected()
        self.gone = True
        self.task.cancel()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.listener.cancel()
        if self.gone and kind is asyncio.CancelledError:
            self.task.uncancel()
            raise ClientGoneError from None
