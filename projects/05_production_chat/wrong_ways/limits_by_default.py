"""Wrong: `default_limits` and the middleware, for routes that came by `include_router`. Nothing is limited.

Since FastAPI 0.137 an included router stays a branch in `app.routes`. The middleware looks for routes at the
top alone, finds none, and takes the request for one that is exempt.
"""

from fastapi import APIRouter, FastAPI
from slowapi import Limiter
from slowapi.middleware import SlowAPIMiddleware

router = APIRouter()


@router.get("/included")
async def included() -> str:
    return "never limited"


def build() -> FastAPI:
    app = FastAPI()
    app.state.limiter = Limiter(key_func=lambda: "everybody", default_limits=["1/minute"])
    app.add_middleware(SlowAPIMiddleware)
    app.include_router(router)

    @app.get("/direct")
    async def direct() -> str:
        return "limited"

    return app
