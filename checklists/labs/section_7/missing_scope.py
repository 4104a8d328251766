"""Missing scope: a 403 that names the scope it wants. Refreshing cannot add it; the user must be asked.

Run it: course lab T7.5-04
Break it: answer 401 `invalid_token` instead. The client refreshes, and its new token may do as little.
"""

import asyncio
from typing import Annotated

import httpx2
from fastapi import FastAPI, Header
from fastapi.responses import JSONResponse

granted = {"t-1": {"chat"}}  # token → what the user agreed to
api = FastAPI()


@api.get("/calendar")
async def calendar(authorization: Annotated[str, Header()]) -> JSONResponse:
    scopes = granted.get(authorization.removeprefix("Bearer "))
    if scopes is None:
        return JSONResponse(None, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if "calendar.read" not in scopes:
        wanted = 'Bearer error="insufficient_scope", scope="calendar.read"'
        return JSONResponse(None, 403, {"WWW-Authenticate": wanted})
    return JSONResponse(["tea at four"])


def remedy(reply: httpx2.Response) -> str:
    """Return what a client has to do about this reply."""
    challenge = reply.headers.get("www-authenticate", "")
    if 'error="insufficient_scope"' in challenge:
        return f"ask the user for {challenge.partition('scope=')[2]}"
    return "refresh" if reply.status_code == 401 else "nothing"


async def run() -> None:
    transport = httpx2.ASGITransport(api)
    async with httpx2.AsyncClient(transport=transport, base_url="https://api.example") as client:
        granted["t-2"] = granted["t-1"] | {"calendar.read"}  # after the user was asked once more
        for token in ("t-0", "t-1", "t-2"):
            reply = await client.get("/calendar", headers={"Authorization": f"Bearer {token}"})
            print(f"{token}: {reply.status_code}, {remedy(reply)}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
