"""A client that reads slowly slows its own stream down: `yield` does not come back until there is room.

Run it: course lab T4.2.1-03
Break it: make all pieces first and hand over a list; or see `unbounded_queue.py`, the wrong way.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx2
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.server import serving

app = FastAPI()
PIECE, PIECES = "x" * 65_536, 2_000  # 131 MB in all
made = 0


async def pieces() -> AsyncIterator[str]:
    global made  # noqa: PLW0603 - the lab's one measurement
    for _ in range(PIECES):
        made += 1
        yield PIECE


@app.get("/")
async def stream() -> StreamingResponse:
    return StreamingResponse(pieces())


@app.get("/made")
async def count() -> int:
    """Return how many were made, as soon as no more are: the stream is full, or over."""
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
