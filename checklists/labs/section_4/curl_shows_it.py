"""`curl -N` prints a stream as it comes, byte for byte; without -N it may collect it first.

Run it: course lab T4.2.3-01
Break it: leave `-i` out, and you no longer see the status and the type that a bug report needs.
"""

import subprocess
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from course.labs.server import serving

app = FastAPI()


class Question(BaseModel):
    message: str


@app.post("/chat")
def chat(question: Question) -> StreamingResponse:
    def events() -> Iterator[str]:
        for word in f"You said {question.message}".split():
            yield f'data: {{"type": "token", "text": "{word}"}}\n\n'
        yield 'data: {"type": "done"}\n\n'

    return StreamingResponse(events(), media_type="text/event-stream")


def main() -> None:
    with serving(app) as url:
        command = [
            "curl",
            "-sNi",
            f"{url}/chat",
            "--json",
            '{"message": "hello"}',
        ]  # --json: POST, and its type
        print("$", *command)
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603 - our own


if __name__ == "__main__":
    main()
