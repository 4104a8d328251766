"""`X-RateLimit-*` on every answer of a route that counts, whatever the answer is."""

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.limits.rates import Rates


class LimitHeaders:
    """Pure ASGI, so a stream passes untouched.

    A dependency cannot do this: FastAPI drops the headers of an injected `Response` when the route returns
    a stream, or raises.
    """

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self.app = app
        self.rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.rates.headers(request))
                headers.update(getattr(request.state, "token_headers", {}))
            await send(message)

        await self.app(scope, receive, send_with_headers)
