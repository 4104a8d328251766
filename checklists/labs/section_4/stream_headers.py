"""An nginx that compresses collects a stream first, unless a header says that this one must not wait.

Run it: course lab T4.1.3-03
Break it: leave X-Accel-Buffering out: nginx keeps the second event until the end.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx2
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.proxy import nginx
from course.labs.server import serving

app = FastAPI()
HEADERS = {
    "Cache-Control": "no-cache",  # no cache may keep it
    "X-Accel-Buffering": "no",  # nginx and its relatives pass each piece on at once
}
heard = asyncio.Event()


async def events() -> AsyncIterator[str]:
    in_time = False
    for number in (1, 2):
        yield f"data: {number}\n\n"
        await asyncio.wait({asyncio.ensure_future(heard.wait())}, timeout=3)  # the client's sign
        in_time = heard.is_set()
        heard.clear()
    yield f"data: the client had 2 before 3 was sent: {in_time}\n\n"


@app.get("/")
async def stream() -> StreamingResponse:
    return StreamingResponse(events(), media_type="text/event-stream", headers=HEADERS)


@app.post("/heard")
async def on() -> None:
    heard.set()


def main() -> None:
    with (
        serving(app) as url,
        nginx(url) as proxy,
        httpx2.Client(timeout=20) as client,
        client.stream("GET", proxy) as reply,
    ):
        print(f"cache-control: {reply.headers.get('cache-control')}, type: {reply.headers['content-type']}")
        for line in filter(None, reply.iter_lines()):
            print(f"< {line}")
            client.post(f"{url}/heard")


if __name__ == "__main__":
    main()
