"""One dependency turns a header into a user; every token that is not good ends in the same 401.

Run it: course lab T5.1.2-02
Break it: catch only `jwt.ExpiredSignatureError`. A forged token is now a 500, and a traceback in your log.
"""

import secrets
import time
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.testclient import TestClient
from pydantic import BaseModel

KEY = secrets.token_bytes(32)
app = FastAPI()


class User(BaseModel):
    name: str
    role: str


async def current_user(found: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> User:
    token, required = found.credentials, ["sub", "role", "exp"]
    try:
        claims = jwt.decode(token, KEY, algorithms=["HS256"], options={"require": required})
    except jwt.InvalidTokenError:  # the reason is for our log, not for whoever is trying tokens
        raise HTTPException(401, "token not accepted", headers={"WWW-Authenticate": "Bearer"}) from None
    return User(name=claims["sub"], role=claims["role"])


@app.get("/me")
async def me(user: Annotated[User, Depends(current_user)]) -> User:
    return user


def main() -> None:
    now, claims = int(time.time()), {"sub": "ada", "role": "user"}
    tokens = {
        "good": jwt.encode(claims | {"exp": now + 900}, KEY),
        "expired": jwt.encode(claims | {"exp": now - 900}, KEY),
        "forged": jwt.encode(claims | {"exp": now + 900}, secrets.token_bytes(32)),
        "garbage": "abc",
    }
    client = TestClient(app, raise_server_exceptions=False)
    for name, token in tokens.items():
        reply = client.get("/me", headers={"Authorization": f"Bearer {token}"})
        print(f"{name}: {reply.status_code} {reply.text}")


if __name__ == "__main__":
    main()
