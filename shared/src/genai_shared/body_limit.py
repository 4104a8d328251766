"""Refuse a body that is too large before it fills the memory."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Stop at the declared length of a body, or, when it is sent in chunks, at the byte that is too many."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        received = int(declared) if declared.isdecimal() else 0
        seen = 0

        async def limited_receive() -> Message:
            nonlocal seen
            message = {} if received > self.max_bytes else await receive()
            seen += len(message.get("body", b""))
            if max(seen, received) > self.max_bytes:
                raise HTTPException(413)  # FastAPI lets this one exception through while it reads a body
            return message

        await self.app(scope, limited_receive, send)
