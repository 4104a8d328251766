"""A chat room in two browsers: what one writes, all see, in the one order that the server gives it.

Run it: course lab T4.3.3-02
Break it: write `line.innerHTML = data`: what one person writes is then markup in everybody's page.
"""

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse

from course.labs.browser import browser
from course.labs.server import serving

app = FastAPI()
room: set[WebSocket] = set()
log: list[str] = []
PAGE = """<ol id=talk></ol><script>
const socket = new WebSocket(location.href.replace("http", "ws") + "ws");
socket.onmessage = ({ data }) => {
    const line = document.createElement("li");
    line.textContent = data; // text: what others write is never markup here
    talk.append(line);
};
</script>"""


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return PAGE


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    for line in log:  # who comes late reads what was said
        await socket.send_text(line)
    room.add(socket)
    try:
        while True:
            log.append(f"{len(log) + 1}: {await socket.receive_text()}")
            for member in list(room):
                await member.send_text(log[-1])
    except WebSocketDisconnect:
        pass
    finally:
        room.discard(socket)


def main() -> None:
    with serving(app) as url, browser() as opened:
        ada, bob = opened.new_page(), opened.new_page()
        for number, page, text in ((1, ada, "hello"), (2, bob, "<b>hi</b>")):
            page.goto(url)
            page.wait_for_function("socket.readyState === WebSocket.OPEN")
            page.evaluate("(text) => socket.send(text)", text)
            page.wait_for_function(f"talk.children.length === {number}")
        ada.wait_for_function("talk.children.length === 2")
        print("ada sees", ada.evaluate("[...talk.children].map((line) => line.textContent)"))
        print("bob sees", bob.evaluate("[...talk.children].map((line) => line.textContent)"))


if __name__ == "__main__":
    main()
