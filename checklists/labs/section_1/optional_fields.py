"""Required, optional, nullable are three things: a field may be missing, may be null, or neither.

Run it: course lab T1.2.3-03
Break it: write `note: str | None` without a default: null is allowed, and leaving it out is not.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Order(BaseModel):
    dish: str  # required
    portions: int = 1  # may be left out, and must not be null
    note: str | None = None  # may be left out, and may be null


@app.post("/orders")
def create(order: Order) -> Order:
    return order


def main() -> None:
    client = TestClient(app)
    for body in (
        {"dish": "soup"},
        {"dish": "soup", "note": None},
        {"portions": 2},
        {"dish": "soup", "portions": None},
    ):
        reply = client.post("/orders", json=body)
        what = reply.json()["detail"][0] if reply.is_error else reply.json()
        print(f"{reply.status_code}: {what['msg'] + ': ' + what['loc'][-1] if reply.is_error else what}")


if __name__ == "__main__":
    main()
