"""`@app.websocket` is a route for a GET that asks to change the protocol: 101, and from then on frames.

Run it: course lab T4.3.1-01
Break it: write `@app.get("/ws")` instead: the request to change the protocol is answered 403.
"""

import base64
import os
import socket
from urllib.parse import urlsplit

from fastapi import FastAPI, WebSocket

from course.labs.server import serving

app = FastAPI()


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


def main() -> None:
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        "GET /ws HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    )
    with serving(app) as url:
        host, port = urlsplit(url).netloc.split(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(request.encode())
            with connection.makefile("rb") as reply:
                head = list(iter(reply.readline, b"\r\n"))
                print(head[0].decode().strip())
                print(*sorted(line.decode().strip() for line in head[1:] if b"pgrade" in line), sep="\n")
                print(f"one frame: {reply.read(7)!r}")  # final text frame, 5 bytes, no mask


if __name__ == "__main__":
    main()
