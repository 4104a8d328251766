"""Before `accept` a connection can be refused with an HTTP status; a browser's Origin is yours to check.

Run it: course lab T4.3.1-02
Break it: accept first and look at the origin afterwards: the stranger has been connected, if only briefly.
"""

import asyncio

from fastapi import FastAPI, WebSocket, WebSocketException, status
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from course.labs.server import serving

app = FastAPI()
OURS = "https://tutor.example"


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    if socket.headers.get("origin") != OURS:  # the same-origin policy does not hold for WebSockets
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION)
    await socket.accept(subprotocol="chat.v1")
    await socket.send_text("welcome")


async def run() -> None:
    with serving(app) as url:
        for origin in (OURS, "https://evil.example"):
            try:
                async with connect(
                    url.replace("http", "ws") + "/ws", origin=origin, subprotocols=["chat.v1"]
                ) as socket:
                    print(f"{origin}: {await socket.recv()}, by {socket.subprotocol}")
            except InvalidStatus as refused:
                print(f"{origin}: {refused.response.status_code}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
