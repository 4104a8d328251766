"""`text/event-stream` is what makes a response a stream of events; with any other type a browser gives up.

Run it: course lab T4.1.2-01
Break it: let /right send `text/plain` too.
"""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from course.labs.browser import page_of
from course.labs.server import serving

app = FastAPI()
EVENT = "data: hello\n\n"
LISTEN = """(path) => new Promise((resolve) => {
    const source = new EventSource(path), end = (what) => { source.close(); resolve(what); };
    source.onmessage = (event) => end(`heard "${event.data}"`);
    source.onerror = () => end(source.readyState === EventSource.CLOSED ? "refused" : "trying again");
})"""


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return "<h1>Listen</h1>"


@app.get("/right")
def right() -> Response:
    return Response(EVENT, media_type="text/event-stream")


@app.get("/wrong")
def wrong() -> Response:
    return Response(EVENT, media_type="application/json")


def main() -> None:
    with serving(app) as url, page_of(url) as page:
        for path in ("/right", "/wrong"):
            print(f"{path}: {page.evaluate(LISTEN, path)}")


if __name__ == "__main__":
    main()
