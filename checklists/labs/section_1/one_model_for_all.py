"""The wrong way: one model for input and output. The password comes back, and clients choose their own id.

Run it: course lab one_model_for_all
Mend it: a model for each direction; `in_and_out.py` has them.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    id: int = 1
    name: str
    password: str


@app.post("/users", status_code=201)
def create(user: User) -> User:
    print(f"received {user!r}")
    return user


def main() -> None:
    client = TestClient(app)
    for body in ({"name": "ada", "password": "wonderland"}, {"name": "eve", "password": "x", "id": 999}):
        reply = client.post("/users", json=body)
        print(f"{reply.status_code} {reply.json()}")


if __name__ == "__main__":
    main()
