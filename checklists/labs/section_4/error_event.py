"""A client can tell three ends apart: `done`, `error`, and a stream that just stops, which is an error too.

Run it: course lab T4.2.2-02
Break it: let `read` return "complete" when the stream is over: half an answer passes for a whole one.
"""

import json
from collections.abc import Iterable

import httpx2

FIRST = 'data: {"type": "token", "text": "Hel"}\n\n'
STREAMS = {
    "whole": FIRST + 'data: {"type": "done"}\n\n',
    "failed": FIRST + 'data: {"type": "error", "code": "provider_timeout", "message": "Ask again."}\n\n',
    "cut": FIRST,
}


def read(events: Iterable[httpx2.ServerSentEvent]) -> str:
    """Return how an answer ended."""
    for event in events:
        match json.loads(event.data):
            case {"type": "done"}:
                return "complete"
            case {"type": "error", "code": code, "message": message}:
                return f"failed ({code}): {message}"
    return "truncated: neither done nor error"


def serve(request: httpx2.Request) -> httpx2.Response:
    stream = STREAMS[request.url.path.removeprefix("/")]
    return httpx2.Response(200, text=stream, headers={"content-type": "text/event-stream"})


def main() -> None:
    with httpx2.Client(transport=httpx2.MockTransport(serve)) as client:
        for name in STREAMS:
            with client.sse(f"http://any/{name}") as events:
                print(f"{name}: {read(events)}")


if __name__ == "__main__":
    main()
