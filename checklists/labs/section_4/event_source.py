"""A browser's EventSource is a GET and no more: no body, no headers of yours, and it comes back until closed.

Run it: course lab T4.2.3-03
Break it: leave `source.close()` out: the browser asks again, and the model is paid again.
"""

from collections.abc import Iterator

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from course.labs.browser import page_of
from course.labs.server import serving

app = FastAPI()
PAGE = """<p id=answer></p><script>
const source = new EventSource("/chat?message=" + encodeURIComponent("a & b"));
source.onmessage = (event) => { answer.textContent += JSON.parse(event.data).text; };
source.addEventListener("done", () => { source.close(); answer.dataset.done = "yes"; });
</script>"""


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return PAGE


@app.get("/chat")
def chat(message: str, request: Request) -> StreamingResponse:
    print(f"GET {request.url.path}, accept: {request.headers['accept']}, message: {message!r}")

    def events() -> Iterator[str]:
        yield "retry: 20\n\n"
        for word in ("You", " said ", message):
            yield f'data: {{"text": "{word}"}}\n\n'
        yield "event: done\ndata:\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


def main() -> None:
    with serving(app) as url, page_of(url) as page:
        page.wait_for_selector("[data-done]")
        page.wait_for_timeout(100)  # five times the wait before coming back
        print(f"the page shows: {page.inner_text('#answer')}")


if __name__ == "__main__":
    main()
