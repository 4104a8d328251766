"""A parameter that is not in the path is a query parameter; with a default it may be left out.

Run it: course lab T1.2.2-03
Break it: take the limits away, and ask for `limit=1000000000`: somebody will.
"""

from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.testclient import TestClient

app = FastAPI()
ITEMS = [f"item {number}" for number in range(100)]


@app.get("/items")
def read(skip: int = 0, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> list[str]:
    return ITEMS[skip : skip + limit]


def main() -> None:
    client = TestClient(app)
    for query in ("", "?skip=98", "?skip=5&limit=2", "?limit=1000000000", "?limt=2"):
        reply = client.get(f"/items{query}")
        what = reply.json()["detail"][0]["msg"] if reply.is_error else f"{len(reply.json())} items"
        print(f"/items{query}: {reply.status_code} {what}")


if __name__ == "__main__":
    main()
