"""Dependencies of dependencies: each is called once per request, however many need it.

Run it: course lab T1.4.2-01
Break it: `Depends(token, use_cache=False)` in both places. The token is read twice for one request.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Header
from fastapi.testclient import TestClient

app = FastAPI()


def token(authorization: Annotated[str, Header()]) -> str:
    print("token: read")
    return authorization.removeprefix("Bearer ")


def user(token: Annotated[str, Depends(token)]) -> str:
    print("user: looked up")
    return f"user of {token}"


def quota(token: Annotated[str, Depends(token)], user: Annotated[str, Depends(user)]) -> int:
    print(f"quota: for {user}")
    return len(token)


@app.get("/chat")
def chat(user: Annotated[str, Depends(user)], quota: Annotated[int, Depends(quota)]) -> str:
    return f"{user}: {quota} left"


def main() -> None:
    print(TestClient(app).get("/chat", headers={"Authorization": "Bearer abc"}).json())


if __name__ == "__main__":
    main()
