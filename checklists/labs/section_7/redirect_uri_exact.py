"""Wrong redirect URI: the provider compares each character, and sends nobody to an unknown address.

Run it: course lab T7.5-02
Break it: compare with `startswith` (`REGISTERED[0]`). Codes now also go to pages that you never registered.
"""

import asyncio

import httpx2
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

REGISTERED = ["https://app.example/callback"]
TRIES = [
    "https://app.example/callback",
    "https://app.example/callback/",
    "http://app.example/callback",
    "https://www.app.example/callback",
    "https://app.example/callback.evil.example",
]
provider = FastAPI()


@provider.get("/authorize")
async def authorize(redirect_uri: str, state: str) -> Response:
    if redirect_uri not in REGISTERED:
        # No redirect, not even with an error: that would send people wherever a link says.
        return PlainTextResponse(f"redirect_uri_mismatch: {redirect_uri} is not registered", 400)
    return RedirectResponse(f"{redirect_uri}?code=c-1&state={state}", 302)


async def run() -> None:
    transport = httpx2.ASGITransport(provider)
    async with httpx2.AsyncClient(transport=transport, base_url="https://id.example") as client:
        for uri in TRIES:
            reply = await client.get("/authorize", params={"redirect_uri": uri, "state": "s-1"})
            print(f"{uri}: {reply.status_code}, sent to {reply.headers.get('location', 'nowhere')}")
        with_www = "https://www.app.example/callback"
        REGISTERED.append(with_www)  # the remedy: in the provider's console, as the app sends it
        reply = await client.get("/authorize", params={"redirect_uri": with_www, "state": "s-1"})
        print(f"registered, {with_www}: {reply.status_code}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
