"""`StreamingResponse` sends each piece that its generator yields: one HTTP chunk for each, and no length.

Run it: course lab T4.1.3-01
Break it: return `Response("".join(…))` instead: a content-length, and everything at once.
"""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.server import serving

app = FastAPI()


def events() -> Iterator[str]:
    yield "data: Hel\n\n"
    yield "data: lo\n\n"


@app.get("/")
def stream() -> StreamingResponse:
    return StreamingResponse(events(), media_type="text/event-stream")


def main() -> None:
    with serving(app) as url:
        host, port = urlsplit(url).netloc.split(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n")
            with connection.makefile("rb") as reply:  # the bytes as they are, with nothing taken away
                for line in reply:
                    print(line)


if __name__ == "__main__":
    main()
