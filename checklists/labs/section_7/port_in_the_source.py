"""The wrong way: a port in the source. The app runs and waits, at a door where the platform does not knock.

Run it: course lab port_in_the_source
Mend it: read `PORT`, or start with `uvicorn app:app --host 0.0.0.0 --port $PORT`.
"""

import asyncio
import os
import socket

import httpx2
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
async def health() -> str:
    return "ok"


def port() -> int:
    return 18400


async def run() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        given = free.getsockname()[1]
    os.environ["PORT"] = str(given)  # the platform chooses it
    server = uvicorn.Server(uvicorn.Config(app, port=port(), log_level="warning"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    async with httpx2.AsyncClient() as platform:
        try:
            reply = await platform.get(f"http://127.0.0.1:{given}/health")
            print(f"the platform asks at its port: {reply.status_code}, goes live")
        except httpx2.ConnectError:
            print("the platform asks at its port: nobody there, deployment failed")
    server.should_exit = True
    await serving
    del os.environ["PORT"]


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
