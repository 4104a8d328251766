"""The wrong way: a task fills a queue without a limit, and holds in memory whatever the client has not read.

Run it: course lab unbounded_queue
Mend it: give the queue a `maxsize`: `put` then waits, as `yield` does in `back_pressure.py`.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx2
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.server import serving

app = FastAPI()
PIECE, PIECES = "x" * 65_536, 2_000
queue: asyncio.Queue[str] = asyncio.Queue()
made = 0


async def fill() -> None:
    global made  # noqa: PLW0603 - the lab's one measurement
    for _ in range(PIECES):
        made += 1
        await queue.put(PIECE)
        await asyncio.sleep(0)


async def pieces() -> AsyncIterator[str]:
    filling = asyncio.ensure_future(fill())
    for _ in range(PIECES):
        yield await queue.get()
    await filling


@app.get("/")
async def stream() -> StreamingResponse:
    return StreamingResponse(pieces())


@app.get("/made")
async def count() -> int:
    """Return how many were made, as soon as no more are."""
    before = -1
    while made > before:
        before = made
        await asyncio.sleep(0.2)
    return made


def main() -> None:
    with serving(app) as url:
        with httpx2.stream("GET", url):  # and read nothing
            waiting = httpx2.get(f"{url}/made", timeout=30).json()
        print(f"made for a client that does not read: {waiting} of {PIECES} pieces")


if __name__ == "__main__":
    main()
