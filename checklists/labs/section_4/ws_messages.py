"""Messages are text or bytes, each whole as it was sent; what they mean is for you to agree on and to check.

Run it: course lab T4.3.1-03
Break it: leave the `except` out: one message that is no JSON ends the connection for good.
"""

import asyncio
import json

from fastapi import FastAPI, WebSocket
from pydantic import BaseModel, ValidationError
from websockets.asyncio.client import connect

from course.labs.server import serving

app = FastAPI()


class Question(BaseModel):
    id: int
    text: str


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    async for message in socket.iter_text():
        try:
            question = Question.model_validate_json(message)
        except ValidationError as error:
            await socket.send_json({"type": "error", "problem": error.errors()[0]["type"]})
            continue
        for word in question.text.split():
            await socket.send_json({"type": "token", "id": question.id, "text": word})
        await socket.send_json({"type": "done", "id": question.id})


async def run() -> None:
    with serving(app) as url:
        async with connect(url.replace("http", "ws") + "/ws") as socket:
            for message in ('{"id": 1, "text": "two words"}', "no JSON", '{"id": 2, "text": "more"}'):
                await socket.send(message)
            answers = 0
            while answers < 2:
                answer = json.loads(await socket.recv())
                print(answer)
                answers += answer["type"] == "done"


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
