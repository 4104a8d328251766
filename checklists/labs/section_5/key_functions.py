"""The key decides who shares a limit: the user whom the token names, and the address for those without one.

Run it: course lab T5.2.2-03
Break it: return the address for everyone. An office behind one address is one user now, with one limit.
"""

import secrets

import jwt
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from slowapi import Limiter
from slowapi.util import get_remote_address

KEY = secrets.token_bytes(32)


def user_or_address(request: Request) -> str:
    """Never a header that anyone can write: whoever chooses his own key has no limit."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        return f"user:{jwt.decode(token, KEY, algorithms=['HS256'])['sub']}"
    except jwt.InvalidTokenError:
        return f"ip:{get_remote_address(request)}"


limiter = Limiter(key_func=user_or_address)
app = FastAPI()


@app.get("/chat")
@limiter.limit("2/minute")
async def chat(request: Request) -> str:  # noqa: ARG001 - slowapi reads it
    return "hello"


def statuses(address: str, token: str) -> list[int]:
    client = TestClient(app, client=(address, 50000), headers={"Authorization": f"Bearer {token}"})
    return [client.get("/chat").status_code for _ in range(3)]


def main() -> None:
    ada, ben = (jwt.encode({"sub": name}, KEY) for name in ("ada", "ben"))
    forged = jwt.encode({"sub": "cem"}, secrets.token_bytes(32))
    print(f"ada at the office: {statuses('203.0.113.7', ada)}")
    print(f"ben at the office: {statuses('203.0.113.7', ben)}")
    print(f"ada at home: {statuses('198.51.100.9', ada)}")
    print(f"no token, at the office: {statuses('203.0.113.7', '')}")
    print(f"forged token, same office: {statuses('203.0.113.7', forged)}")


if __name__ == "__main__":
    main()
