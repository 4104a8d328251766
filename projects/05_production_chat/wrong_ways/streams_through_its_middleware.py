"""Wrong: SlowAPIASGIMiddleware before a stream. The second piece breaks the response.

It holds the start of the response back until the body comes, and then sends it before *each* piece.
"""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from slowapi import Limiter
from slowapi.middleware import SlowAPIASGIMiddleware


async def pieces() -> AsyncIterator[str]:
    yield "one "
    yield "two"


def build() -> FastAPI:
    app = FastAPI()
    app.state.limiter = Limiter(key_func=lambda: "everybody", default_limits=["10/minute"])
    app.add_middleware(SlowAPIASGIMiddleware)

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(pieces())

    return app
