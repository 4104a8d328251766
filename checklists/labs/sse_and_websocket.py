"""The same answer twice, as Server-Sent Events and over a WebSocket, to feel the difference.

Run `uvicorn sse_and_websocket:app` in this folder (WebSockets need `pip install "uvicorn[standard]"`), then
`curl -N "localhost:8000/sse?message=hello"`, and `python -m websockets ws://localhost:8000/ws`: type hello.
"""

import asyncio
from collections.abc import AsyncIterator

from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse

app = FastAPI()


async def answer(message: str) -> AsyncIterator[str]:
    """Stand in for a model."""
    for word in ("You", " said:", f" {message}"):
        await asyncio.sleep(0.1)
        yield word


@app.get("/sse")
async def sse(message: str) -> StreamingResponse:
    """Answer one question: an HTTP response that goes on. Status, headers, curl: all as ever."""

    async def events() -> AsyncIterator[str]:
        async for token in answer(message):
            yield f"data: {token}\n\n"
        yield "event: done\ndata:\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    """Answer questions until the client leaves. What is a token and what the end, is for us to say."""
    await socket.accept()
    async for message in socket.iter_text():
        async for token in answer(message):
            await socket.send_json({"type": "token", "text": token})
        await socket.send_json({"type": "done"})
