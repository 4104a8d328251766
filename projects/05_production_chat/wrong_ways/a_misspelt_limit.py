"""Wrong: a limit that slowapi cannot read. It writes a log line when it is declared, and limits nothing."""

from fastapi import FastAPI, Request
from slowapi import Limiter


def build() -> FastAPI:
    app = FastAPI()
    app.state.limiter = limiter = Limiter(key_func=lambda: "everybody")

    @app.get("/answer")
    @limiter.limit("1 per minit")
    async def answer(request: Request) -> str:  # noqa: ARG001 - slowapi looks for it
        return "never limited"

    return app
