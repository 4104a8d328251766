"""A pydantic model as a parameter is the JSON body: read, checked, and yours as an object.

Run it: course lab T1.2.3-01
Break it: declare `order: dict` instead. Everything gets in, and the mistake shows up in your own code.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Order(BaseModel):
    dish: str
    portions: int


@app.post("/orders")
def create(order: Order) -> str:
    return f"{order.portions} x {order.dish}"


def main() -> None:
    client = TestClient(app)
    json = {"Content-Type": "application/json"}
    for body, headers in (
        ('{"dish": "soup", "portions": 2}', json),
        ('{"dish": "soup", "portions": "two"}', json),
        ('{"dish": "soup"', json),
        ('{"dish": "soup", "portions": 2}', {}),  # as `curl -d` sends it: no JSON content type, no JSON
    ):
        reply = client.post("/orders", content=body, headers=headers)
        what = reply.json()["detail"][0]["msg"] if reply.is_error else reply.json()
        print(f"{reply.status_code}: {what}")


if __name__ == "__main__":
    main()
