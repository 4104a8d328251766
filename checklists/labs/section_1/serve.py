"""The application speaks ASGI, a server speaks HTTP: uvicorn takes the socket and calls the application.

Run it: course lab T1.2.1-02
Break it: ask after `server.should_exit`. The application object is as before, and nobody listens.
"""

import threading
import time

import httpx2
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def greet() -> str:
    return "hello"


def ask_over_http() -> httpx2.Response:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))  # 0: any free port
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    reply = httpx2.get(f"http://127.0.0.1:{port}/")
    server.should_exit = True
    thread.join()
    return reply


def main() -> None:
    reply = ask_over_http()
    print(f"{reply.http_version} {reply.status_code}, server: {reply.headers['server']}, body: {reply.text}")


if __name__ == "__main__":
    main()
