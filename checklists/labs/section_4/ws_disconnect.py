"""A client that leaves is an exception in whatever waits for it; its code says how it left.

Run it: course lab T4.3.1-04
Break it: leave `except WebSocketDisconnect` out: the code is lost, and each leaving is a traceback.
"""

import asyncio

import httpx2
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from websockets.asyncio.client import connect

from course.labs.server import serving

app = FastAPI()
left: asyncio.Queue[str] = asyncio.Queue()


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    code = 0
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect as gone:
        code = gone.code
    finally:
        left.put_nowait(f"code {code}, cleaned up")


@app.get("/left")
async def last() -> str:
    return await asyncio.wait_for(left.get(), 5)


async def run() -> None:
    with serving(app) as url:
        async with httpx2.AsyncClient() as client:
            async with connect(url.replace("http", "ws") + "/ws"):
                pass
            print(f"closed in order: {(await client.get(f'{url}/left')).json()}")
            socket = await connect(url.replace("http", "ws") + "/ws")
            socket.transport.abort()  # the network is gone: no closing frame
            print(f"broken off: {(await client.get(f'{url}/left')).json()}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
