"""A webhook is signed over its id, its time and its bytes, and believed only after that was checked.

Run it: course lab T7.2-05
Break it: leave `stamp` out of what is signed. The old message with a new time is accepted.
"""

import asyncio
import base64
import hmac
import json
import time

import httpx2
from fastapi import FastAPI, Request, Response

KEY = b"known to you and to this one receiver"
TOLERANCE = 300  # seconds
app = FastAPI()
seen: set[str] = set()  # ids that were taken: senders repeat what was not confirmed


def sign(number: str, stamp: str, body: bytes) -> str:
    signed = f"{number}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(KEY, signed, "sha256")).decode()


@app.post("/hook")
async def receive(request: Request) -> Response:
    body = await request.body()  # the bytes that were signed, not JSON read and written again
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    number, stamp, given = (request.headers.get(name, "") for name in names)
    if not hmac.compare_digest(given.encode(), sign(number, stamp, body).encode()):
        return Response(status_code=401)
    if abs(time.time() - float(stamp)) > TOLERANCE:
        return Response(status_code=401)
    if number not in seen:
        seen.add(number)
        print(f"taken: {json.loads(body)}")
    return Response(status_code=204)


def message(number: str, body: bytes, at: float) -> dict[str, str]:
    stamp = f"{at:.0f}"
    return {"webhook-id": number, "webhook-timestamp": stamp, "webhook-signature": sign(number, stamp, body)}


async def deliver(headers: dict[str, str], body: bytes) -> int:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://receiver") as client:
        return (await client.post("/hook", content=body, headers=headers)).status_code


def main() -> None:
    seen.clear()
    body, now = b'{"job": "j-1", "status": "done"}', time.time()
    headers = message("m-1", body, now)
    print(f"signed: {asyncio.run(deliver(headers, body))}")
    print(f"the same once more: {asyncio.run(deliver(headers, body))}")
    print(f"another body: {asyncio.run(deliver(headers, b'{}'))}")
    print(f"no signature: {asyncio.run(deliver({}, body))}")
    print(f"an hour old: {asyncio.run(deliver(message('m-2', body, now - 3600), body))}")
    with_a_new_time = message("m-3", body, now - 3600) | {"webhook-timestamp": f"{now:.0f}"}
    print(f"an old one with a new time: {asyncio.run(deliver(with_a_new_time, body))}")


if __name__ == "__main__":
    main()
