"""An event stream is one response: the server speaks, the client has said all. A WebSocket goes both ways.

Run it: course lab T4.1.1-01
Break it: try to say stop over the event stream: there is no way, but to close it.
"""

import asyncio

import httpx2
from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse
from websockets.asyncio.client import connect

from course.labs.server import serving

app = FastAPI()


@app.get("/sse")
async def sse() -> StreamingResponse:
    async def count():  # noqa: ANN202 - an async generator of events
        for number in range(1, 4):
            yield f"data: {number}\n\n"

    return StreamingResponse(count(), media_type="text/event-stream")


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    number = 0
    while await socket.receive_text() != "stop":  # the client steers while the answer is under way
        number += 1
        await socket.send_text(str(number))
    await socket.send_text("stopped")


async def run() -> None:
    with serving(app) as url:
        async with httpx2.AsyncClient() as client, client.stream("GET", f"{url}/sse") as reply:
            print(f"SSE: {reply.status_code}, and then only the server speaks:")
            async for line in reply.aiter_lines():
                print(f"  < {line}")
        async with connect(url.replace("http", "ws") + "/ws") as socket:
            print(f"WebSocket: {socket.response.status_code}, and then both speak:")
            for word in ("more", "more", "stop"):
                await socket.send(word)
                print(f"  > {word}\n  < {await socket.recv()}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
