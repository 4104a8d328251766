"""401, 403, 404: "who are you?", "not for you", "no such thing": three refusals, three reactions.

Run it: course lab T1.1-02
Break it: look the note up before you look at the token: a stranger can now find out which notes exist.
"""

from typing import Annotated

from fastapi import FastAPI, Header, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()
USERS = {"Bearer token-of-ada": "ada", "Bearer token-of-bob": "bob"}
NOTES = {1: ("ada", "buy milk")}


@app.get("/notes/{number}")
def read(number: int, authorization: Annotated[str, Header()] = "") -> str:
    if (user := USERS.get(authorization)) is None:
        raise HTTPException(401, "say who you are", headers={"WWW-Authenticate": "Bearer"})
    if number not in NOTES:
        raise HTTPException(404, f"there is no note {number}")
    owner, text = NOTES[number]
    if owner != user:
        raise HTTPException(403, "this note is not yours")
    return text


def main() -> None:
    client = TestClient(app)
    for who, number in (("nobody", 1), ("nobody", 9), ("bob", 1), ("ada", 9), ("ada", 1)):
        reply = client.get(f"/notes/{number}", headers={"Authorization": f"Bearer token-of-{who}"})
        print(f"{who} asks for note {number}: {reply.status_code} {reply.json()}")


if __name__ == "__main__":
    main()
