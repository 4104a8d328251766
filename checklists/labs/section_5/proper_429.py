"""A 429 that helps: which limit, when to come back, how much is left, in the body that every error has.

Run it: course lab T5.2.3-03
Break it: answer without `error.headers`. The client guesses when to come back, and most guess "now".
"""

import math
import time
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

LIMIT = parse("2/minute")
limiter = FixedWindowRateLimiter(MemoryStorage())


class RateLimitedError(Exception):
    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers


async def check(response: Response) -> None:
    allowed = await limiter.hit(LIMIT, "ada")
    window = await limiter.get_window_stats(LIMIT, "ada")
    headers = {"X-RateLimit-Limit": str(LIMIT.amount), "X-RateLimit-Remaining": str(window.remaining)}
    if not allowed:
        seconds = max(1, math.ceil(window.reset_time - time.time()))
        raise RateLimitedError(headers | {"Retry-After": str(seconds)})
    response.headers.update(headers)


app = FastAPI()


@app.exception_handler(RateLimitedError)
async def on_rate_limited(_: Request, error: RateLimitedError) -> JSONResponse:
    message = f"Limit of {LIMIT}. Try again in {error.headers['Retry-After']} s."
    body = {"error": {"type": "rate_limit_error", "code": "rate_limited", "message": message}}
    return JSONResponse(body, 429, error.headers)


@app.get("/chat", dependencies=[Depends(check)])
async def chat() -> str:
    return "hello"


def ask(client: TestClient) -> tuple[int, dict[str, str], Any]:
    reply = client.get("/chat")
    told = {name: value for name, value in reply.headers.items() if name.startswith(("x-rate", "retry"))}
    return reply.status_code, told, reply.json()


def main() -> None:
    client = TestClient(app)
    for _ in range(3):
        print(*ask(client))


if __name__ == "__main__":
    main()
