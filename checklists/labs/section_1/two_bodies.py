"""Two body parameters: the JSON then has a key for each of them, named as they are.

Run it: course lab T1.2.3-02
Break it: drop the second parameter. Now the same JSON is refused: one model alone is the whole body.
"""

from typing import Annotated

from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Prompt(BaseModel):
    text: str


class Limits(BaseModel):
    max_tokens: int = 100


@app.post("/chat")
def chat(prompt: Prompt, limits: Limits, user: Annotated[str, Body()]) -> str:
    return f"{user}: {prompt.text}, at most {limits.max_tokens} tokens"


def main() -> None:
    client = TestClient(app)
    body = {"prompt": {"text": "hello"}, "limits": {"max_tokens": 5}, "user": "ada"}
    for sent in (body, {"text": "hello"}):
        reply = client.post("/chat", json=sent)
        missing = [error["loc"] for error in reply.json()["detail"]] if reply.is_error else []
        print(f"{reply.status_code}: {missing or reply.json()}")


if __name__ == "__main__":
    main()
