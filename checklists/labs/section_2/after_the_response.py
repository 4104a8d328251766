"""A background task begins when the response has gone out: here it waits for the client to have it in hand.

Run it: course lab T2.3.3-01
Break it: `await write_log()` in the endpoint: client and task wait for each other, until the limit ends it.
"""

import asyncio

import httpx2
import uvicorn
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()
client_has_it = asyncio.Event()


async def write_log() -> None:
    await client_has_it.wait()
    print("task: written")


@app.post("/chat")
async def chat(background: BackgroundTasks) -> str:
    background.add_task(write_log)
    print("endpoint: answering")
    return "hello"


async def run() -> None:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has a flag, and no event to wait for
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with asyncio.timeout(2), httpx2.AsyncClient() as client:
        reply = await client.post(f"http://127.0.0.1:{port}/chat")
        print(f"client: {reply.json()}")
        client_has_it.set()
    server.should_exit = True
    await serving  # the server waits for its background tasks before it goes


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
