"""Expired token: the API says `invalid_token`, the client refreshes once; if that is refused: sign in again.

Run it: course lab T7.5-03
Break it: repeat the request without `refresh`. It gets the same 401, as often as you like.
"""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

import httpx2
import jwt
from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse

KEY = secrets.token_bytes(32)
refresh_tokens = {"r-good"}
server = FastAPI()  # the provider's /token and the API's /me, in one


def issue(minutes: int) -> str:
    return jwt.encode({"sub": "ada", "exp": datetime.now(UTC) + timedelta(minutes=minutes)}, KEY, "HS256")


@server.post("/token")
async def token(refresh_token: Annotated[str, Form()]) -> JSONResponse:
    if refresh_token not in refresh_tokens:
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse({"access_token": issue(5), "token_type": "Bearer", "expires_in": 300})


@server.get("/me")
async def me(authorization: Annotated[str, Header()]) -> JSONResponse:
    try:
        claims = jwt.decode(authorization.removeprefix("Bearer "), KEY, ["HS256"])
    except jwt.InvalidTokenError as error:
        what = f'Bearer error="invalid_token", error_description="{error}"'
        return JSONResponse(None, 401, {"WWW-Authenticate": what})
    return JSONResponse(claims["sub"])


async def refresh(client: httpx2.AsyncClient, refresh_token: str) -> str | None:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    reply = await client.post("/token", data=form)
    print(f"refresh: {reply.status_code} {reply.json().get('error', 'a new token')}")
    access: str | None = reply.json().get("access_token")
    return access


async def ask(client: httpx2.AsyncClient, access: str | None, refresh_token: str) -> str:
    """Ask for /me, with one refresh at most."""
    for _ in range(2):
        reply = await client.get("/me", headers={"Authorization": f"Bearer {access}"})
        print(f"me: {reply.status_code} {reply.headers.get('www-authenticate', '')}".rstrip())
        if reply.status_code != 401:
            return str(reply.json())
        access = await refresh(client, refresh_token)
        if access is None:
            break
    return "sign in again"


async def run() -> None:
    transport = httpx2.ASGITransport(server)
    async with httpx2.AsyncClient(transport=transport, base_url="https://api.example") as client:
        print(await ask(client, issue(-1), "r-good"))
        print(await ask(client, issue(-1), "r-revoked"))


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
