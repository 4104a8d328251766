"""Wrong: `headers_enabled=True`. A route that returns a model is a 500, and an allowed answer says to wait.

For a model it wants `response: Response` among the route's arguments, and says so only when somebody asks.
The window's end is a fraction of a second; `Retry-After` stands on answers that were allowed, too.
"""

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from slowapi import Limiter


def build() -> FastAPI:
    app = FastAPI()
    app.state.limiter = limiter = Limiter(
        key_func=lambda: "everybody", headers_enabled=True, strategy="moving-window"
    )

    @app.get("/model")
    @limiter.limit("10/minute")
    async def model(request: Request) -> dict[str, str]:  # noqa: ARG001 - slowapi looks for it
        return {"answer": "never sent"}

    @app.get("/response")
    @limiter.limit("10/minute")
    async def response(request: Request) -> Response:  # noqa: ARG001 - slowapi looks for it
        return JSONResponse({"answer": "sent"})

    return app
