"""Wrong: Redis without `in_memory_fallback_enabled`. While it is gone, every request is a 500.

`swallow_errors=True` sounds like the answer, and is not: what it leaves out is missed a moment later.
"""

from fastapi import FastAPI, Request
from redis.backoff import NoBackoff
from redis.retry import Retry
from slowapi import Limiter

NOBODY_HERE = "redis://127.0.0.1:1/0"
ONCE = {"retry": Retry(NoBackoff(), 0)}  # or each request waits for ten attempts first


def build(url: str = NOBODY_HERE, **options: bool) -> FastAPI:
    app = FastAPI()
    app.state.limiter = limiter = Limiter(
        key_func=lambda: "everybody",
        storage_uri=url,
        storage_options=ONCE,  # type: ignore[arg-type] # it says texts, and takes anything
        **options,  # type: ignore[arg-type] # as above
    )

    @app.get("/answer")
    @limiter.limit("10/minute")
    async def answer(request: Request) -> str:  # noqa: ARG001 - slowapi looks for it
        return "answer"

    return app
