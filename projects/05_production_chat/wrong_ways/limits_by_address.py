"""Wrong: `@limiter.limit` on a route with a parameter. Each address has a budget of its own.

By default what is counted is the path as it was asked for, not the route: whoever has a thousand ids has a
thousand budgets. `shared_limit` gives what is counted a name.
"""

from fastapi import FastAPI, Request
from slowapi import Limiter


def build() -> FastAPI:
    app = FastAPI()
    app.state.limiter = limiter = Limiter(key_func=lambda: "everybody")

    @app.get("/by-path/{number}")
    @limiter.limit("1/minute")
    async def by_path(number: int, request: Request) -> int:  # noqa: ARG001 - slowapi looks for it
        return number

    @app.get("/by-name/{number}")
    @limiter.shared_limit("1/minute", scope="numbers")
    async def by_name(number: int, request: Request) -> int:  # noqa: ARG001 - slowapi looks for it
        return number

    return app
