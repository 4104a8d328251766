"""While the model thinks nothing is sent, and a proxy closes what is silent: send comments.

Run it: course lab T4.1.2-04
Break it: wait for the token with `await token` alone: no comment comes, and the client waits in vain.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx2
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.server import serving

app = FastAPI()
thought = asyncio.Event()


async def answer() -> AsyncIterator[str]:
    """Stand in for a model that thinks before it speaks."""
    await thought.wait()
    yield "42"


async def events() -> AsyncIterator[str]:
    tokens = answer()
    token = asyncio.ensure_future(anext(tokens))
    while not (await asyncio.wait({token}, timeout=0.05))[0]:  # seconds; 15 in a real service
        yield ": keep-alive\n\n"
    yield f"data: {token.result()}\n\n"


@app.get("/")
async def stream() -> StreamingResponse:
    return StreamingResponse(events(), media_type="text/event-stream")


@app.post("/think")
async def think() -> None:
    thought.set()


def main() -> None:
    with serving(app) as url, httpx2.Client(timeout=5) as client, client.stream("GET", url) as reply:
        for place, line in enumerate(filter(None, reply.iter_lines())):
            print(f"< {line}")
            if place == 1:
                httpx2.post(f"{url}/think")  # two comments have come: now let it speak


if __name__ == "__main__":
    main()
