"""Two people change one text: the server takes a change only if it was made to the version that is current.

Run it: course lab T4.3.3-03
Break it: leave the check of the version out: Bob's change wins, and Ada's is gone without a word.
"""

import asyncio
import json

from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import ClientConnection, connect

from course.labs.server import serving

app = FastAPI()
document = {"version": 1, "text": "Hello"}
editors: set[WebSocket] = set()


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    editors.add(socket)
    await socket.send_json({"type": "text", **document})
    try:
        async for message in socket.iter_json():
            if message["version"] != document["version"]:
                await socket.send_json({"type": "conflict", **document})
                continue
            document.update(version=message["version"] + 1, text=message["text"])
            for editor in list(editors):
                await editor.send_json({"type": "text", **document})
    finally:
        editors.discard(socket)


async def said(socket: ClientConnection) -> str:
    message = json.loads(await asyncio.wait_for(socket.recv(), 5))
    return f"{message['type']}, version {message['version']}: {message['text']}"


async def run() -> None:
    with serving(app) as url:
        address = url.replace("http", "ws") + "/ws"
        async with connect(address) as ada, connect(address) as bob:
            print("ada:", await said(ada), "| bob:", await said(bob))
            await ada.send('{"version": 1, "text": "Hello Ada"}')
            print("ada:", await said(ada), "| bob:", await said(bob))
            await bob.send('{"version": 1, "text": "Hello Bob"}')  # made before he saw hers
            print("bob:", await said(bob))
            await bob.send('{"version": 2, "text": "Hello Ada and Bob"}')
            print("ada:", await said(ada), "| bob:", await said(bob))


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
