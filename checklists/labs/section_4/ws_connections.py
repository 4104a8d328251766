"""Who is connected is a set in the process: in with `accept`, out in a `finally`, whatever happens between.

Run it: course lab T4.3.2-01
Break it: write the `discard` below the loop, without `finally`: whoever leaves stays in the set for ever.
"""

import asyncio
from contextlib import suppress

import httpx2
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from websockets.asyncio.client import connect

from course.labs.server import serving

app = FastAPI()
connected: set[WebSocket] = set()
changed = asyncio.Condition()


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    connected.add(socket)
    try:
        with suppress(WebSocketDisconnect):
            while True:
                await socket.receive_text()
    finally:
        connected.discard(socket)
        async with changed:
            changed.notify_all()


@app.get("/count")
async def count(at_most: int = 100) -> int:
    """Return how many are connected, as soon as they are no more than so many."""
    async with changed, asyncio.timeout(3):
        await changed.wait_for(lambda: len(connected) <= at_most)
    return len(connected)


async def run() -> None:
    with serving(app) as url:
        address = url.replace("http", "ws") + "/ws"
        async with httpx2.AsyncClient() as client, connect(address):
            gone = await connect(address)
            print(f"two clients: {(await client.get(f'{url}/count')).json()}")
            gone.transport.abort()
            print(f"one of them lost: {(await client.get(f'{url}/count?at_most=1')).text}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
