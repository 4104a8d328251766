"""The current user as a dependency: one place reads the token, and an endpoint that asks for a user has one.

Run it: course lab T1.4.3-02
Break it: return None for a bad token instead of raising: each endpoint must now remember to look.
"""

import hmac
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.testclient import TestClient

app = FastAPI()
TOKENS = {"token-of-ada": "ada"}


def current_user(sent: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    for token, user in TOKENS.items():
        if hmac.compare_digest(token, sent.credentials):  # takes the same time wherever they differ
            return user
    raise HTTPException(401, "this token is not known", headers={"WWW-Authenticate": "Bearer"})


User = Annotated[str, Depends(current_user)]


@app.get("/me")
def me(user: User) -> str:
    return f"you are {user}"


def main() -> None:
    client = TestClient(app)
    for headers in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": "Bearer token-of-ada"}):
        reply = client.get("/me", headers=headers)
        print(f"{reply.status_code} {reply.headers.get('www-authenticate', '-')} {reply.json()}")


if __name__ == "__main__":
    main()
