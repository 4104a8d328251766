"""An event is lines of `name: value` and ends with an empty line; without that line there is no event.

Run it: course lab T4.1.2-02
Break it: send the text itself instead of JSON: the line break within it ends the `data`.
"""

import json

import httpx2

TEXT = "two\nlines, and é"


def event(**fields: str) -> str:
    """Return one event; JSON writes a line break as two characters, so the data is one line."""
    return f"data: {json.dumps(fields, ensure_ascii=False)}\n\n"


def heard(stream: str) -> list[str]:
    """Return the data of each event that a client makes of a stream."""
    reply = httpx2.MockTransport(
        lambda _: httpx2.Response(200, text=stream, headers={"content-type": "text/event-stream"})
    )
    with httpx2.Client(transport=reply) as client, client.sse("http://any") as events:
        return [event.data for event in events]


def main() -> None:
    stream = event(type="token", text=TEXT) + event(type="done")
    print(stream.encode())
    print("heard:", [json.loads(data) for data in heard(stream)])
    print("raw text, a line of it lost:", heard(f"data: {TEXT}\n\n"))
    print("as two data lines:", heard("data: two\ndata: lines, and é\n\n"))
    print("the empty line missing:", heard("data: never\n"))


if __name__ == "__main__":
    main()
