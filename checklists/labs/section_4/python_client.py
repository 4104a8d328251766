"""httpx2 reads a stream of events by itself: `client.sse()` gives events, whatever the packets were.

Run it: course lab T4.2.3-02
Break it: read `reply.iter_text()` and take each piece for an event: see where they end.
"""

import json
from collections.abc import AsyncIterator

import httpx2
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.server import serving

app = FastAPI()
STREAM = ': hello\n\ndata: {"text": "é"}\n\nevent: done\ndata: {"tokens": 1}\n\n'.encode()


@app.post("/chat")
async def chat() -> StreamingResponse:
    async def bytes_one_by_one() -> AsyncIterator[bytes]:
        for place in range(len(STREAM)):
            yield STREAM[place : place + 1]  # cut everywhere, even within a character

    return StreamingResponse(bytes_one_by_one(), media_type="text/event-stream")


def main() -> None:
    with (
        serving(app) as url,
        httpx2.Client(timeout=httpx2.Timeout(5, read=30)) as client,
        client.sse(f"{url}/chat", method="POST", json={"message": "hello"}) as events,
    ):
        for event in events:
            print(f"{event.event}: {json.loads(event.data)}")


if __name__ == "__main__":
    main()
