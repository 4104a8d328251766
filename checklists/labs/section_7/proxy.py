"""A proxy speaks the provider's language: it logs, limits each caller, and passes on the bytes as they are.

Run it: course lab T7.2-01
Break it: send `json=await request.json()`: the same meaning in other bytes, and content-length is wrong.
"""

import asyncio
import os
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import aclosing
from hashlib import sha256

import httpx2
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

LIMIT, WINDOW = 3, 60.0  # requests of one caller, seconds
OF_ONE_CONNECTION = {"connection", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}


def new_proxy(upstream: httpx2.AsyncClient) -> FastAPI:
    app, recent = FastAPI(openapi_url=None), defaultdict[str, deque[float]](deque)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def pass_on(request: Request) -> Response:
        caller = sha256(request.headers.get("authorization", "").encode()).hexdigest()[:8]
        if not allowed(recent[caller]):
            print(f"{caller} {request.method} {request.url.path}: 429, by the proxy")
            error = {"message": "too many requests", "type": "rate_limit_error", "param": None, "code": None}
            return JSONResponse({"error": error}, 429, {"Retry-After": f"{WINDOW:.0f}"})
        url = httpx2.URL(path=request.url.path, query=request.url.query.encode() or None)
        kept = [(name, value) for name, value in request.headers.items() if name not in OF_ONE_CONNECTION]
        asked = upstream.build_request(request.method, url, headers=kept, content=await request.body())
        reply = await upstream.send(asked, stream=True)  # the headers are here, the body still comes
        print(f"{caller} {request.method} {request.url.path}: {reply.status_code}")
        headers = {name: value for name, value in reply.headers.items() if name not in OF_ONE_CONNECTION}
        return StreamingResponse(raw(reply), reply.status_code, headers)

    return app


async def raw(reply: httpx2.Response) -> AsyncIterator[bytes]:
    async with aclosing(reply):
        async for part in reply.aiter_raw():
            yield part


def allowed(times: deque[float]) -> bool:
    while times and times[0] < time.monotonic() - WINDOW:
        times.popleft()
    if len(times) >= LIMIT:
        return False
    times.append(time.monotonic())
    return True


async def send(body: bytes, *keys: str) -> list[httpx2.Response]:
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], timeout=30) as upstream:
        proxy = httpx2.ASGITransport(new_proxy(upstream))
        async with httpx2.AsyncClient(transport=proxy, base_url="http://proxy") as client:
            headers = [{"Authorization": f"Bearer {key}", "Content-Type": "application/json"} for key in keys]
            return [await client.post("/chat/completions", content=body, headers=one) for one in headers]


def main() -> None:
    body = b'{"model": "gpt-4o-mini",  "messages": [{"role": "user", "content": "Hello"}]}'
    key = os.environ["OPENAI_API_KEY"]
    for reply in asyncio.run(send(body, key, key, key, key, f"{key}-2")):
        print(f"the client has: {reply.status_code}, {len(reply.content)} bytes")


if __name__ == "__main__":
    main()
