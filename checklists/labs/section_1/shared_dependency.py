"""One dependency for many endpoints: given to a router, it guards all of them, the one added next year too.

Run it: course lab T1.4.2-02
Break it: put it on the endpoints one by one, and forget one. Nothing fails: that is the trouble.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from fastapi.testclient import TestClient


def only_admins(x_role: Annotated[str, Header()] = "user") -> None:
    if x_role != "admin":
        raise HTTPException(403, "for admins")


admin = APIRouter(prefix="/admin", dependencies=[Depends(only_admins)])


@admin.get("/users")
def users() -> list[str]:
    return ["ada", "bob"]


@admin.delete("/users/{name}")
def delete(name: str) -> str:
    return f"{name} is gone"


app = FastAPI()
app.include_router(admin)


@app.get("/health")
def health() -> str:
    return "ok"


def main() -> None:
    client = TestClient(app)
    for role in ("user", "admin"):
        for method, path in (("GET", "/health"), ("GET", "/admin/users"), ("DELETE", "/admin/users/bob")):
            reply = client.request(method, path, headers={"X-Role": role})
            print(f"{role} {method} {path}: {reply.status_code}")


if __name__ == "__main__":
    main()
