"""A path parameter has a type: the text from the address is converted, or refused before your code runs.

Run it: course lab T1.2.2-02
Break it: put `/items/latest` below the other route. The first that fits wins, and "latest" is no number.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/items/latest")  # the fixed path first
def latest() -> str:
    return "the latest"


@app.get("/items/{item_id}")
def read(item_id: int) -> dict[str, int]:
    return {"item_id": item_id, "next": item_id + 1}


def main() -> None:
    client = TestClient(app)
    for path in ("/items/7", "/items/latest", "/items/seven"):
        reply = client.get(path)
        what = reply.json()["detail"][0]["msg"] if reply.is_error else reply.json()
        print(f"{path}: {reply.status_code} {what}")


if __name__ == "__main__":
    main()
