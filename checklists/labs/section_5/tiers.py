"""Free and premium: the limit is a function of the key, whose tier comes from the verified token.

Run it: course lab T5.2.3-01
Break it: take the tier from a header. Send `X-Tier: premium` as a free user, and enjoy.
"""

import secrets

import jwt
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from slowapi import Limiter

KEY = secrets.token_bytes(32)
LIMITS = {"free": "2/minute", "premium": "5/minute"}


def tier_and_user(request: Request) -> str:
    token = request.headers["authorization"].removeprefix("Bearer ")  # an auth dependency has let it in
    claims = jwt.decode(token, KEY, algorithms=["HS256"])
    return f"{claims['tier']}:{claims['sub']}"


def limit_of(key: str) -> str:  # slowapi calls it with what the key function returned
    return LIMITS[key.partition(":")[0]]


limiter = Limiter(key_func=tier_and_user)
app = FastAPI()


@app.get("/chat")
@limiter.limit(limit_of)
async def chat(request: Request) -> str:  # noqa: ARG001 - slowapi reads it
    return "hello"


def main() -> None:
    client = TestClient(app)
    for user, tier in {"ada": "free", "ben": "premium"}.items():
        token = jwt.encode({"sub": user, "tier": tier}, KEY)
        headers = {"Authorization": f"Bearer {token}", "X-Tier": "premium"}
        print(f"{user}, {tier}: {[client.get('/chat', headers=headers).status_code for _ in range(6)]}")


if __name__ == "__main__":
    main()
