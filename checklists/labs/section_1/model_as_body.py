"""A model as a parameter's type: your function is called with a valid object, or not at all.

Run it: course lab T1.3.4-01
Break it: `extra="ignore"`, the default. The misspelt `max_token` is dropped, and the long answer is paid.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()


class ChatRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message: str = Field(min_length=1)
    max_tokens: int = Field(default=1000, ge=1)


@app.post("/chat")
def chat(request: ChatRequest) -> str:
    print(f"called with {request!r}")
    return request.message


def main() -> None:
    client = TestClient(app)
    for body in (
        {"message": "hi", "max_tokens": 5},
        {"message": "", "max_tokens": 0},
        {"message": "hi", "max_token": 5},
    ):
        reply = client.post("/chat", json=body)
        errors = reply.json()["detail"] if reply.is_error else []
        wrong = [f"{error['loc'][-1]}: {error['type']}" for error in errors]
        print(f"{reply.status_code} {wrong or reply.json()}")


if __name__ == "__main__":
    main()
