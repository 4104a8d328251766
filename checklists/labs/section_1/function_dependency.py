"""A dependency is a function whose parameters FastAPI fills as an endpoint's; its result is passed on.

Run it: course lab T1.4.1-01
Break it: call `paging()` yourself in the endpoint. Its parameters are then no longer read from the request.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Query
from fastapi.testclient import TestClient

app = FastAPI()


def paging(skip: int = 0, limit: Annotated[int, Query(le=50)] = 10) -> slice:
    return slice(skip, skip + limit)


@app.get("/numbers")
def numbers(page: Annotated[slice, Depends(paging)]) -> list[int]:
    return list(range(100))[page]


@app.get("/letters")
def letters(page: Annotated[slice, Depends(paging)]) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[page]


def main() -> None:
    client = TestClient(app)
    for path in ("/numbers?skip=5&limit=3", "/letters?skip=5&limit=3", "/letters?limit=51"):
        reply = client.get(path)
        what = reply.json()["detail"][0]["loc"] if reply.is_error else reply.json()
        print(f"{path}: {reply.status_code} {what}")


if __name__ == "__main__":
    main()
