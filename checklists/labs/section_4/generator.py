"""An async generator makes the next piece when the last one is on its way, and cleans up when nobody listens.

Run it: course lab T4.1.3-02
Break it: collect the tokens in a list first: the client gets its first one after the last is made.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx2
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.server import serving

app = FastAPI()
made: list[str] = []
heard, closed = asyncio.Event(), asyncio.Event()


async def tokens() -> AsyncIterator[str]:
    try:
        for token in ("one", "two", "three"):
            made.append(token)
            yield f"data: {token}\n\n"
            await asyncio.wait_for(heard.wait(), 5)  # the client's sign: it has this one
            heard.clear()
    finally:
        closed.set()


@app.get("/")
async def stream() -> StreamingResponse:
    return StreamingResponse(tokens(), media_type="text/event-stream")


@app.post("/heard")
async def on() -> None:
    heard.set()


@app.get("/closed")
async def wait() -> None:
    await asyncio.wait_for(closed.wait(), 5)


def main() -> None:
    with serving(app) as url:
        with httpx2.stream("GET", url) as reply:
            events = filter(None, reply.iter_lines())
            print(f"heard {next(events)!r} when {made} were made")
            httpx2.post(f"{url}/heard")
            print(f"heard {next(events)!r} when {made} were made")
        gone = httpx2.get(f"{url}/closed")  # the client has left before the third
        print(f"the generator was closed: {gone.is_success}, after {made}")


if __name__ == "__main__":
    main()
