"""`event:` gives an event a type; a browser then calls the listener of that type, and `onmessage` no more.

Run it: course lab T4.1.2-03
Break it: name the last event `error`: the browser uses that name itself, for a broken connection.
"""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from course.labs.browser import page_of
from course.labs.server import serving

app = FastAPI()
STREAM = (
    "event: token\ndata: Hel\n\nevent: token\ndata: lo\n\ndata: no type\n\nevent: done\ndata: 2 tokens\n\n"
)
PAGE = """<script>
const heard = [], source = new EventSource("/events");
source.addEventListener("token", (event) => heard.push(`token ${event.data}`));
source.addEventListener("done", (event) => { heard.push(`done ${event.data}`); source.close(); });
source.onmessage = (event) => heard.push(`message ${event.data}`);
</script>"""


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return PAGE


@app.get("/events")
def events() -> Response:
    return Response(STREAM, media_type="text/event-stream")


def main() -> None:
    print(STREAM)
    with serving(app) as url, page_of(url) as page:
        page.wait_for_function("source.readyState === EventSource.CLOSED")
        print(*page.evaluate("heard"), sep="\n")


if __name__ == "__main__":
    main()
