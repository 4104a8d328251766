"""What a browser is told: which other sites may ask, and what the page may do."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings

FOR_ALL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
# The page's own files and nothing else; no script in the markup, no frame around it, no form that leaves it.
FOR_THE_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
READABLE = [  # by the scripts of other sites: all headers that are not are hidden from them
    "Retry-After",
    "X-Request-ID",
    "Idempotency-Replayed",
    *(f"X-RateLimit-{name}" for name in ("Limit", "Remaining", "Reset")),
    *(f"X-RateLimit-{name}-Tokens" for name in ("Limit", "Remaining", "Reset")),
]


class SecurityHeaders:
    """Set them on every answer; /docs has scripts in its markup, so its policy is the browser's own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(FOR_ALL)
                if scope["path"] == "/":
                    headers["Content-Security-Policy"] = FOR_THE_PAGE
            await send(message)

        await self.app(scope, receive, send_with_headers)


def allow_origins(app: FastAPI, settings: Settings) -> None:
    """Let the scripts of other sites read our answers; without a setting, of none.

    This protects nobody from a program that is no browser: credentials do.
    """
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_credentials=settings.cors_credentials,
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key", "X-Request-ID", "Idempotency-Key"],
            expose_headers=READABLE,
        )
