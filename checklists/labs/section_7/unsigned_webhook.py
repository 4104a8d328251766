"""The wrong way: the signature is checked where there is one. A forger simply sends none.

Run it: course lab unsigned_webhook
Mend it: a missing signature is a wrong one; `signed_webhook.py` has only one way to a 204.
"""

import asyncio
import base64
import hmac
import json
import time

import httpx2
from fastapi import FastAPI, Request, Response

KEY = b"known to you and to this one receiver"
app = FastAPI()
seen: set[str] = set()


def sign(number: str, stamp: str, body: bytes) -> str:
    signed = f"{number}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(KEY, signed, "sha256")).decode()


@app.post("/hook")
async def receive(request: Request) -> Response:
    body = await request.body()
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    number, stamp, given = (request.headers.get(name, "") for name in names)
    if given and not hmac.compare_digest(given.encode(), sign(number, stamp, body).encode()):
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
    body = b'{"job": "j-1", "status": "done"}'
    print(f"signed: {asyncio.run(deliver(message('m-1', body, time.time()), body))}")
    forged = b'{"job": "j-2", "status": "paid"}'
    print(f"no signature: {asyncio.run(deliver({'webhook-id': 'm-2'}, forged))}")


if __name__ == "__main__":
    main()
