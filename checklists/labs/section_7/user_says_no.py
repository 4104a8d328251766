"""The user says no: the callback gets `error` in place of `code`, and each error wants something else.

Run it: course lab T7.5-06
Break it: make `code` required. Who presses “Cancel” is shown a validation error, in JSON, with status 422.
"""

import asyncio

import httpx2
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

SAY = {
    "access_denied": (200, "You are not signed in. Sign in again whenever you like."),
    "temporarily_unavailable": (503, "The sign-in does not answer. Try again in a minute."),
}
app = FastAPI()


@app.get("/callback")
async def callback(request: Request, state: str, code: str = "", error: str = "") -> PlainTextResponse:
    if state != request.cookies.get("state"):
        return PlainTextResponse("This sign-in was not begun here.", 400)
    if error or not code:
        status, text = SAY.get(error, (500, "We have made a mistake."))  # invalid_scope, …: for our log
        return PlainTextResponse(text, status)
    return PlainTextResponse("Welcome!")


async def run() -> None:
    browser = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="https://app.example", cookies={"state": "s-1"}
    )
    async with browser:
        for returned in (
            "code=c-1",
            "error=access_denied",
            "error=temporarily_unavailable",
            "error=invalid_scope",
        ):
            reply = await browser.get(f"/callback?{returned}&state=s-1")
            print(f"{returned}: {reply.status_code} {reply.text}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
