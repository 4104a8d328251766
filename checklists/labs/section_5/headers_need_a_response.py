"""The wrong way: `headers_enabled` on an endpoint without a `response` parameter. Every good answer is a 500.

Run it: course lab headers_need_a_response
Mend it: add `response: Response` to `chat`. slowapi writes the headers there, and FastAPI sends them.
"""

from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, headers_enabled=True)
app = FastAPI()


@app.get("/chat")
@limiter.limit("2/minute")
async def chat(request: Request) -> str:  # noqa: ARG001 - slowapi reads it
    return "hello"


@app.get("/mended")
@limiter.limit("2/minute")
async def mended(request: Request, response: Response) -> str:  # noqa: ARG001 - slowapi reads both
    return "hello"


def main() -> None:
    client = TestClient(app, raise_server_exceptions=False)
    for path in ("/chat", "/mended"):
        replies = [client.get(path) for _ in range(3)]
        statuses = [reply.status_code for reply in replies]
        print(f"{path}: {statuses}, remaining {replies[0].headers.get('x-ratelimit-remaining')}")


if __name__ == "__main__":
    main()
