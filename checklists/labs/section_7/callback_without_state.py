"""The wrong way: a callback that takes every code. A link in a mail signs Bo in to Mallory's account.

Run it: course lab callback_without_state
Mend it: compare the state with the one this browser was given; `bad_state.py` does.
"""

import asyncio
import secrets

import httpx2
from fastapi import FastAPI
from fastapi.responses import JSONResponse, RedirectResponse

ACCOUNT_OF = {"code-of-bo": "bo", "code-of-mallory": "mallory"}  # what the provider would say of these codes
app = FastAPI()


@app.get("/login")
async def login() -> RedirectResponse:
    state = secrets.token_urlsafe(16)
    reply = RedirectResponse(f"https://id.example/authorize?state={state}", 302)
    reply.set_cookie("state", state, httponly=True, secure=True, samesite="lax", max_age=600)
    return reply


@app.get("/callback")
async def callback(code: str) -> JSONResponse:
    return JSONResponse({"signed_in_as": ACCOUNT_OF[code]})


async def run() -> None:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://app.example") as bo:
        begun = await bo.get("/login")
        state = begun.headers["location"].partition("state=")[2]
        for code, sent in (("code-of-mallory", "from-mallory"), ("code-of-bo", state)):
            reply = await bo.get("/callback", params={"code": code, "state": sent})
            print(f"Bo opens a link with {code}: {reply.status_code} {reply.json()}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
