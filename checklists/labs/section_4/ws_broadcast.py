"""Who sends to all must not wait for the slowest: a bounded queue for each, and whose is full is let go.

Run it: course lab T4.3.2-02
Break it: send to each socket in the loop of `say` itself: one that does not read holds up all the others.
"""

import asyncio

import httpx2
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import connect

from course.labs.server import serving

app = FastAPI()
queues: dict[WebSocket, asyncio.Queue[str]] = {}
PIECE = "x" * 1_000_000


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("connected")
    queues[socket] = asyncio.Queue(maxsize=5)
    sending = asyncio.create_task(send_all(socket, queues[socket]))
    async for _ in socket.iter_text():  # until it leaves
        pass
    sending.cancel()
    queues.pop(socket, None)


async def send_all(socket: WebSocket, queue: asyncio.Queue[str]) -> None:
    while True:
        await socket.send_text(await queue.get())


@app.post("/say")
async def say(text: str) -> int:
    """Put a message into every queue, and return how many have it."""
    for socket, queue in list(queues.items()):
        if queue.full():
            del queues[socket]
        else:
            queue.put_nowait(text + PIECE)
    return len(queues)


async def run() -> None:
    with serving(app) as url:
        address = url.replace("http", "ws") + "/ws"
        async with (
            httpx2.AsyncClient(timeout=5) as client,
            connect(address, max_size=None, compression=None) as good,
            connect(address, max_size=None, compression=None, max_queue=1, close_timeout=1) as slow,
        ):
            print("good", await good.recv(), "| slow", await slow.recv())
            reached, number, heard = 2, 0, ""
            while reached == 2:
                number += 1
                reached = (await client.post(f"{url}/say", params={"text": number})).json()
                heard = await asyncio.wait_for(good.recv(decode=True), 5)
            print(f"the slow one was let go; the good one heard all: {heard[: -len(PIECE)] == str(number)}")
            slow.transport.abort()


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
