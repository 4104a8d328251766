"""Who is typing is news for the others only: small, often, kept nowhere, and lost without harm.

Run it: course lab T4.3.3-01
Break it: send to all of `room` instead of the others: everybody sees that they are typing themselves.
"""

import asyncio

from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import connect

from course.labs.server import serving

app = FastAPI()
room: dict[str, WebSocket] = {}


@app.websocket("/ws/{name}")
async def ws(socket: WebSocket, name: str) -> None:
    await socket.accept()
    room[name] = socket
    await socket.send_text("in")
    try:
        async for state in socket.iter_text():
            others = [other for other_name, other in room.items() if other_name != name]
            for other in others:
                await other.send_text(f"{name} {state}")
    finally:
        del room[name]


async def run() -> None:
    with serving(app) as url:
        address = url.replace("http", "ws") + "/ws/"
        async with connect(address + "ada") as ada, connect(address + "bob") as bob:
            print("ada", await ada.recv(), "| bob", await bob.recv())
            await ada.send("is typing")
            await ada.send("has stopped")
            print("bob sees:", await bob.recv())
            print("bob sees:", await bob.recv())
            await bob.send("is typing")
            print("ada sees:", await ada.recv())


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
