"""GET reads, POST does: ask a hundred times and nothing changes, post twice and it happened twice.

Run it: course lab T1.1-01
Break it: let the GET append an entry. A browser, a proxy or a crawler now changes your data by looking.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()
orders: list[str] = []


@app.get("/orders")
def read() -> list[str]:
    return orders


@app.post("/orders", status_code=201)
def create(dish: str) -> int:
    orders.append(dish)
    return len(orders)


def main() -> None:
    client = TestClient(app)
    orders.clear()
    for method, times in (("GET", 3), ("POST", 2), ("GET", 1)):
        for _ in range(times):
            params = {"dish": "soup"} if method == "POST" else None
            reply = client.request(method, "/orders", params=params)
            print(f"{method}: {reply.status_code} {reply.json()}")


if __name__ == "__main__":
    main()
