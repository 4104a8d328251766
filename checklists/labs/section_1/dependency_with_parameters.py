"""A dependency with a setting of its own: an object that is called, made once and used anywhere.

Run it: course lab T1.4.1-03
Break it: use a plain function that takes the limit as a parameter: the client is asked for it.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()


class AtMost:
    """Refuses texts that are longer."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, text: str) -> str:
        if len(text) > self.characters:
            raise HTTPException(413, f"at most {self.characters} characters")
        return text


@app.get("/title")
def title(text: Annotated[str, Depends(AtMost(10))]) -> str:
    return text.title()


@app.get("/summary")
def summary(text: Annotated[str, Depends(AtMost(100))]) -> str:
    return f"{text[:5]}…"


def main() -> None:
    client = TestClient(app)
    for path in ("/title", "/summary"):
        reply = client.get(path, params={"text": "a dozen or more"})
        print(f"{path}: {reply.status_code} {reply.json()}")


if __name__ == "__main__":
    main()
