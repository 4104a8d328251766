"""A user has several connections, one for each tab: keep a set for each user, and send to all of it.

Run it: course lab T4.3.2-03
Break it: keep one socket for each user, `sockets[user] = socket`: the first tab hears nothing any more.
"""

import asyncio
from collections import defaultdict

import httpx2
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import connect

from course.labs.server import serving

app = FastAPI()
sockets: defaultdict[str, set[WebSocket]] = defaultdict(set)


@app.websocket("/ws")
async def ws(socket: WebSocket, user: str) -> None:  # a real service takes the user from a token
    await socket.accept()
    sockets[user].add(socket)
    await socket.send_text(f"hello {user}")
    try:
        async for _ in socket.iter_text():
            pass
    finally:
        sockets[user].discard(socket)
        if not sockets[user]:
            del sockets[user]


@app.post("/notify/{user}")
async def notify(user: str, text: str) -> int:
    """Send to every connection of one user; return how many there were."""
    to = list(sockets.get(user, ()))
    await asyncio.gather(*(socket.send_text(text) for socket in to), return_exceptions=True)
    return len(to)


async def run() -> None:
    with serving(app) as url:
        address = url.replace("http", "ws") + "/ws?user="
        async with (
            httpx2.AsyncClient() as client,
            connect(address + "ada") as laptop,
            connect(address + "ada") as phone,
            connect(address + "bob") as other,
        ):
            print(await laptop.recv(), await phone.recv(), await other.recv(), sep=", ")
            for user in ("ada", "bob", "eve"):
                reply = await client.post(f"{url}/notify/{user}", params={"text": f"for {user}"})
                print(f"sent to {user}: {reply.json()} connections")
            print(
                "laptop:", await laptop.recv(), "| phone:", await phone.recv(), "| bob:", await other.recv()
            )


def main() -> None:
    asyncio.run(asyncio.wait_for(run(), 5))  # seconds: who hears nothing would wait for ever


if __name__ == "__main__":
    main()
