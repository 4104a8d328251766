"""Sign in with OAuth: the code that comes through the browser is a token only for the app that asked.

Run it: course lab T7.5-01
Break it: let `/token` accept every `code_verifier`. Whoever reads a code in a log or a history has the token.
"""

import asyncio
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
from fastapi import FastAPI, Form
from fastapi.responses import JSONResponse, RedirectResponse

provider = FastAPI()
codes: dict[str, str] = {}  # a code → the challenge it was given for


def challenge_of(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@provider.get("/authorize")
async def authorize(redirect_uri: str, state: str, code_challenge: str) -> RedirectResponse:
    code = secrets.token_urlsafe(16)  # here the user has signed in, and agreed
    codes[code] = code_challenge
    return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}", 302)


@provider.post("/token")
async def token(code: Annotated[str, Form()], code_verifier: Annotated[str, Form()]) -> JSONResponse:
    if codes.pop(code, "") != challenge_of(code_verifier):  # popped: a code is good for one try
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse({"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300})


async def come_back(client: httpx2.AsyncClient, verifier: str) -> str:
    """Go to the provider as the browser does; return the code it comes back with."""
    state = secrets.token_urlsafe(16)
    asked = {
        "response_type": "code",
        "client_id": "chat-app",
        "redirect_uri": "https://app.example/callback",
        "scope": "chat",
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    reply = await client.get("/authorize", params=asked)
    returned = dict(parse_qsl(urlsplit(reply.headers["location"]).query))
    print(f"back in the browser with {sorted(returned)}, state is ours: {returned['state'] == state}")
    return returned["code"]


async def exchange(client: httpx2.AsyncClient, code: str, verifier: str) -> str:
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    reply = await client.post("/token", data=form)
    return f"{reply.status_code} {reply.json().get('error', 'a token')}"


async def run() -> None:
    transport, verifier = httpx2.ASGITransport(provider), secrets.token_urlsafe(48)
    async with httpx2.AsyncClient(transport=transport, base_url="https://id.example") as client:
        code = await come_back(client, verifier)
        print(f"code and verifier: {await exchange(client, code, verifier)}")
        print(f"the same again: {await exchange(client, code, verifier)}")
        stolen = await come_back(client, verifier)
        print(f"a stolen code: {await exchange(client, stolen, 'a guess')}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
