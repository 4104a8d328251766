"""The wrong way: slowapi counts by URL, so each `/chats/1`, `/chats/2`, … has a fresh limit of its own.

Run it: course lab limit_per_url
Mend it: `Limiter(…, key_style="endpoint")` counts by the function behind the URL.
"""

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
app = FastAPI()


@app.get("/chats/{number}")
@limiter.limit("2/minute")
async def chat(request: Request, number: int) -> int:  # noqa: ARG001 - slowapi reads it
    return number


def main() -> None:
    client = TestClient(app)
    print(f"the same chat: {[client.get('/chats/1').status_code for _ in range(4)]}")
    print(f"another each time: {[client.get(f'/chats/{number}').status_code for number in range(2, 6)]}")


if __name__ == "__main__":
    main()
