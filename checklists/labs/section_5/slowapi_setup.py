"""slowapi in four steps: a limiter, on the app, with its handler, and a decorator below the route's.

Run it: course lab T5.2.2-01
Break it: put `@limiter.limit` above `@app.get`. The route keeps the undecorated function: no limit, no error.
"""

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
async def chat(request: Request) -> str:  # noqa: ARG001 - has to be there, under this name
    return "hello"


@app.get("/health")
async def health() -> str:
    return "up"


def main() -> None:
    client = TestClient(app)
    for path in ("/chat", "/chat", "/chat", "/health"):
        reply = client.get(path)
        print(f"{path}: {reply.status_code} {reply.text}")


if __name__ == "__main__":
    main()
