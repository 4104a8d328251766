"""The same answer twice, as server-sent events and over a WebSocket, to feel the difference.

Run it: course lab sse_and_websocket
Serve it: uvicorn --app-dir checklists/labs/section_4 sse_and_websocket:app (then ask it, as stage 4 shows)
Break it: leave the message out. Over HTTP that is a 422; the WebSocket waits for it, and says nothing.
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


def main() -> None:
    from fastapi.testclient import TestClient  # noqa: PLC0415 - whoever serves the app needs no client

    client = TestClient(app)
    reply = client.get("/sse", params={"message": "hello"})
    print(f"SSE, one request and one stream: {reply.status_code}")
    print("\n".join(f"  < {line}" for line in reply.text.splitlines() if line))
    with client.websocket_connect("/ws") as socket:
        print("WebSocket, one connection and as many questions as you like:")
        for question in ("hello", "and again"):
            socket.send_text(question)
            print(f"  > {question}")
            while (message := socket.receive_json())["type"] != "done":
                print(f"  < {message}")


if __name__ == "__main__":
    main()
