"""The wrong way: slowapi's 429 as it comes. No Retry-After, and a body like none of your other errors.

Run it: course lab bare_429
Mend it: a handler of your own, which asks the limiter for the window and says when it ends.
"""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
app = FastAPI()
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)  # type: ignore[arg-type] # its type


@app.get("/chat")
@limiter.limit("2/minute")
async def chat(request: Request) -> str:  # noqa: ARG001 - slowapi reads it
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
