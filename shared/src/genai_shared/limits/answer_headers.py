"""Headers for the answer, set long before there is one: by dependencies, on answers and refusals alike.

FastAPI merges the headers of an injected `Response` only into what it makes itself: a route that returns a
stream loses them, and so does every error.
"""

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEY = "answer_headers"


class AnswerHeaders:
    """Add to every answer what `add_headers` was given; pure ASGI, so a stream passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added: dict[str, str] = {}
        scope.setdefault("state", {})[KEY] = added

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start" and added:
                MutableHeaders(scope=message).update(added)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def add_headers(request: Request, headers: dict[str, str]) -> None:
    """Add headers to the answer of this request, whatever it will be."""
    request.scope["state"].setdefault(KEY, {}).update(headers)
