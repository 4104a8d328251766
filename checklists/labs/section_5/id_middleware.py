"""A middleware gives each request an id, the caller's if it is sound, else a new one; the answer bears it.

Run it: course lab T5.4.2-02
Break it: take any id as it comes. A line break in it writes lines into your log.
"""

import asyncio
import re
import uuid

import httpx2
from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SOUND = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class RequestId:
    """Plain ASGI: it touches two messages and no bytes of a stream."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        name = given.decode() if SOUND.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = name

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = name
            await send(message)

        await self.app(scope, receive, named)


app = FastAPI()
app.add_middleware(RequestId)


@app.get("/")
async def home(request: Request) -> str:
    return str(request.state.request_id)


async def ask() -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        for given in ("order-66", "x" * 65, ""):
            answer = await client.get("/", headers={"X-Request-ID": given})
            name = answer.headers["x-request-id"]
            print(f"{given[:8] or 'none'}:", "kept" if name == given else "made anew", name == answer.json())


def main() -> None:
    asyncio.run(ask())


if __name__ == "__main__":
    main()
