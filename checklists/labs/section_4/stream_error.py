"""Once the first piece is out, the status is 200 for good: a failure after that has to be an event.

Run it: course lab T4.1.3-04
Break it: take the `except` away: the connection breaks, and the client knows neither what nor why.
"""

import json
from collections.abc import Iterator

import httpx2
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.server import serving

app = FastAPI()


def tokens() -> Iterator[str]:
    yield "Hel"
    raise RuntimeError("the model is gone")


def events() -> Iterator[str]:
    try:
        for token in tokens():
            yield f"data: {json.dumps({'type': 'token', 'text': token})}\n\n"
        yield f"data: {json.dumps({'type': 'done'})}\n\n"
    except RuntimeError:  # what it says is for the log, not for the client
        yield f"data: {json.dumps({'type': 'error', 'code': 'provider_unavailable'})}\n\n"


@app.get("/")
def stream() -> StreamingResponse:
    return StreamingResponse(events(), media_type="text/event-stream")


def main() -> None:
    with serving(app) as url, httpx2.stream("GET", url) as reply:
        print(f"status {reply.status_code}")
        for line in filter(None, reply.iter_lines()):
            print(f"< {line}")


if __name__ == "__main__":
    main()
