"""When a connection breaks, EventSource opens it again by itself, and says which event it had last.

Run it: course lab T4.1.1-04
Break it: leave the `id:` lines out: the browser comes back without a Last-Event-ID, and hears it all again.
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.responses import HTMLResponse, StreamingResponse

from course.labs.browser import page_of
from course.labs.server import serving

app = FastAPI()
PAGE = """<script>
const heard = [], source = new EventSource("/events");
source.onmessage = (event) => heard.push(event.data);
source.addEventListener("done", () => source.close()); // else it would ask for more, for ever
</script>"""


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return PAGE


@app.get("/events")
def events(last_event_id: Annotated[int, Header()] = 0) -> StreamingResponse:
    """Send two numbers after the last one the client had, then break off: three connections for six."""
    print(f"GET /events, Last-Event-ID: {last_event_id}")

    def numbers() -> Iterator[str]:
        yield "retry: 20\n\n"  # milliseconds to wait before coming back
        for number in range(last_event_id + 1, min(last_event_id + 3, 7)):
            yield f"id: {number}\ndata: {number}\n\n"
        if last_event_id == 4:
            yield "event: done\ndata:\n\n"

    return StreamingResponse(numbers(), media_type="text/event-stream")


def main() -> None:
    with serving(app) as url, page_of(url) as page:
        page.wait_for_function("source.readyState === EventSource.CLOSED")
        print(f"the page heard {page.evaluate('heard')}")


if __name__ == "__main__":
    main()
