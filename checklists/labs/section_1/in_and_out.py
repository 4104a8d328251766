"""One model for what comes in, another for what goes out: the password goes one way only.

Run it: course lab T1.3.4-03
Break it: use one model for both, as `one_model_for_all.py` does: look at the answer, and at who sets the id.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, SecretStr

app = FastAPI()


class UserBase(BaseModel):
    name: str


class UserIn(UserBase):
    model_config = ConfigDict(extra="forbid")

    password: SecretStr


class UserOut(UserBase):
    id: int


@app.post("/users", status_code=201)
def create(user: UserIn) -> UserOut:
    print(f"received {user!r}")
    return UserOut(name=user.name, id=1)


def main() -> None:
    client = TestClient(app)
    for body in ({"name": "ada", "password": "wonderland"}, {"name": "eve", "password": "x", "id": 999}):
        reply = client.post("/users", json=body)
        print(f"{reply.status_code} {reply.json()['detail'][0]['type'] if reply.is_error else reply.json()}")


if __name__ == "__main__":
    main()
