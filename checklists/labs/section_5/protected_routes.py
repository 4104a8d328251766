"""Protect a whole router, and more strictly one route of it: 401 for a stranger, 403 for the wrong role.

Run it: course lab T5.1.2-03
Break it: take `dependencies=` off the router. Which route is open now, and which test would you have missed?
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.testclient import TestClient

ROLES = {"ada-token": "user", "root-token": "admin"}  # stands in for the verified claims of a JWT


async def role_of(found: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    if found.credentials not in ROLES:
        raise HTTPException(401, "token not accepted", headers={"WWW-Authenticate": "Bearer"})
    return ROLES[found.credentials]


def require(role: str) -> Callable[[str], None]:
    def check(has: Annotated[str, Depends(role_of)]) -> None:
        if has != role:
            raise HTTPException(403, f"needs the role {role}")

    return check


router = APIRouter(dependencies=[Depends(role_of)])  # every route in here, the one added next year too


@router.get("/chats")
async def chats() -> str:
    return "chats"


@router.delete("/users", dependencies=[Depends(require("admin"))])
async def delete_users() -> str:
    return "deleted"


app = FastAPI()
app.include_router(router)


@app.get("/health")
async def health() -> str:
    return "up"


def main() -> None:
    client = TestClient(app)
    for token in ("", "ada-token", "root-token"):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        calls = [("GET", "/health"), ("GET", "/chats"), ("DELETE", "/users")]
        statuses = [client.request(method, path, headers=headers).status_code for method, path in calls]
        print(f"{token or 'no token'}: {statuses}")


if __name__ == "__main__":
    main()
