"""A decorator for each method: one address, four things that can be done with what is there.

Run it: course lab T1.2.2-01
Break it: take the PUT away. Asking for it is now 405: the address is known, the method is not.
"""

from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()
notes: dict[int, str] = {}


@app.post("/notes", status_code=201)
def create(text: str) -> int:
    notes[len(notes) + 1] = text
    return len(notes)


@app.get("/notes/{number}")
def read(number: int) -> str:
    if number not in notes:
        raise HTTPException(404)
    return notes[number]


@app.put("/notes/{number}")
def replace(number: int, text: str) -> str:
    notes[number] = text
    return text


@app.delete("/notes/{number}", status_code=204)
def delete(number: int) -> None:
    notes.pop(number, None)


def main() -> None:
    client = TestClient(app)
    notes.clear()
    for method, path in (
        ("POST", "/notes?text=tea"),
        ("GET", "/notes/1"),
        ("PUT", "/notes/1?text=coffee"),
        ("GET", "/notes/1"),
        ("DELETE", "/notes/1"),
        ("GET", "/notes/1"),
        ("PATCH", "/notes/1"),
    ):
        reply = client.request(method, path)
        print(f"{method} {path}: {reply.status_code} {reply.text}")


if __name__ == "__main__":
    main()
