"""The wrong way: a limit with a typo, in the decorator. slowapi logs to nobody, and lets everything through.

Run it: course lab typo_in_a_limit
Mend it: correct the word; and send one request too many in a test: nothing else tells you.
"""

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
app = FastAPI()


@app.get("/chat")
@limiter.limit("2/minuet")
async def chat(request: Request) -> str:  # noqa: ARG001 - slowapi reads it
    return "hello"


def main() -> None:
    client = TestClient(app)
    print(f"/chat: {[client.get('/chat').status_code for _ in range(5)]}")


if __name__ == "__main__":
    main()
