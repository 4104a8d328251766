"""Not everything is JSON: text, HTML, a redirect, a file, a stream each have a response class.

Run it: course lab T1.2.4-03
Break it: return the HTML as a plain string. It arrives as JSON, in quotation marks, and no browser shows it.
"""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/text", response_class=PlainTextResponse)
def text() -> str:
    return "plain"


@app.get("/page", response_class=HTMLResponse)
def page() -> str:
    return "<h1>A page</h1>"


@app.get("/old")
def old() -> RedirectResponse:
    return RedirectResponse("/page", status_code=301)


@app.get("/table.csv")
def table() -> Response:
    return Response("a,b\n1,2\n", media_type="text/csv")


@app.get("/stream")
def stream() -> StreamingResponse:
    def parts() -> Iterator[str]:
        yield from ("one ", "two")

    return StreamingResponse(parts(), media_type="text/plain")


def main() -> None:
    client = TestClient(app, follow_redirects=False)
    for path in ("/text", "/page", "/old", "/table.csv", "/stream"):
        reply = client.get(path)
        print(f"{path}: {reply.status_code} {reply.headers.get('content-type', '-')} {reply.text!r}")


if __name__ == "__main__":
    main()
