"""The yardstick: a bare ASGI application under uvicorn that says hello, whole or in pieces."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

BODY = b'{"message": "hello"}'
JSON = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]
EVENT_STREAM = [(b"content-type", b"text/event-stream")]
PIECE = b'data: {"piece": "hello"}\n\n'


async def hello(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer `/` with JSON, and `/stream?N` with N events, each its own send."""
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == "/":
        await send({"type": "http.response.start", "status": 200, "headers": JSON})
        await send({"type": "http.response.body", "body": BODY})
        return
    await send({"type": "http.response.start", "status": 200, "headers": EVENT_STREAM})
    for _ in range(int(scope["query_string"])):
        await send({"type": "http.response.body", "body": PIECE, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def serve() -> None:
    """Serve on a free port and print its address once it accepts."""
    config = uvicorn.Config(hello, port=0, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    sys.stdout.write(f"hello: data http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await serving


if __name__ == "__main__":
    asyncio.run(serve())
