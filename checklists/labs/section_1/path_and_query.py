"""Path and query together: FastAPI tells them apart by their names, in whatever order they stand.

Run it: course lab T1.2.2-04
Break it: rename `user` in the function only. It becomes a query parameter, and a required one.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/users/{user}/items/{item}")
def read(item: int, user: str, *, short: bool = False) -> str:
    return f"{item} of {user}" if short else f"item {item}, which belongs to {user}"


def main() -> None:
    client = TestClient(app)
    for path in ("/users/ada/items/3", "/users/ada/items/3?short=yes", "/users/ada/items/3?short=maybe"):
        reply = client.get(path)
        what = reply.json()["detail"][0]["msg"] if reply.is_error else reply.json()
        print(f"{path}: {reply.status_code} {what}")


if __name__ == "__main__":
    main()
