"""Wrong: uvicorn as it is, and limits by the peer's address. A local peer chooses its address freely.

uvicorn puts what `X-Forwarded-For` says in the place of the peer when that is 127.0.0.1, which is where a
tunnel, or a proxy beside it, comes from. With `--no-proxy-headers` the application decides whom it believes.
"""

from fastapi import FastAPI, Request
from slowapi import Limiter
from slowapi.util import get_remote_address
from starlette.types import ASGIApp
from uvicorn import Config


def build(*, proxy_headers: bool) -> ASGIApp:
    """Return the application as uvicorn runs it."""
    app = FastAPI()
    app.state.limiter = limiter = Limiter(key_func=get_remote_address)

    @app.get("/login")
    @limiter.limit("1/minute")
    async def login(request: Request) -> str:  # noqa: ARG001 - slowapi looks for it
        return "try a password"

    config = Config(app, proxy_headers=proxy_headers, log_config=None)
    config.load()
    loaded: ASGIApp = config.loaded_app
    return loaded
