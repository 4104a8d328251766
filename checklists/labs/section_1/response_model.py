"""The response model is a filter: what it does not name does not leave, and what it promises must be there.

Run it: course lab T1.3.4-02
Break it: drop `response_model`. The hash of the password is in the answer.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()
ROWS = {
    1: {"name": "ada", "email": "ada@example.com", "password_hash": "$argon2id$…"},
    2: {"name": "bob"},  # an old row, without an address
}


class UserOut(BaseModel):
    name: str
    email: str


@app.get("/users/{number}", response_model=UserOut)
def read(number: int) -> dict[str, str]:
    return ROWS[number]


def main() -> None:
    client = TestClient(app, raise_server_exceptions=False)
    print(f"whole row: {client.get('/users/1').json()}")
    broken = client.get("/users/2")  # our fault, so it is a 500 and no half an answer
    print(f"broken promise: {broken.status_code} {broken.text}")


if __name__ == "__main__":
    main()
