"""Server-Sent Events as they stand on the wire."""

import json
from typing import Any

CONTENT_TYPE = "text/event-stream"
HEADERS = {
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",  # tells nginx, and who follows it, to pass each event on at once
}
KEEP_ALIVE = b": keep-alive\n\n"


def event(kind: str, **fields: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    """Return one event: a line of data with a JSON object, and the empty line that ends it.

    A line break in the data would end the line, or the event, but in JSON it is escaped. So is everything
    beyond ASCII: half a surrogate pair, which some models send as a token, has no bytes in UTF-8.
    """
    return f"data: {json.dumps({'type': kind, **fields})}\n\n".encode()
