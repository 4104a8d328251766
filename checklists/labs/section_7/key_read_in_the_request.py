"""The wrong way: the key is read when it is used. The deployment is green, and the first user gets a 500.

Run it: course lab key_read_in_the_request
Mend it: read all settings when the app starts, and end with a line that names the missing one.
"""

import asyncio
import os

import httpx2
from fastapi import FastAPI


def create_app() -> FastAPI:
    app = FastAPI()

    @app.get("/chat")
    async def chat() -> str:
        return f"asked with a key of {len(os.environ['CHAT_API_KEY'])} characters"

    return app


async def deploy() -> None:
    transport = httpx2.ASGITransport(create_app(), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        reply = await client.get("/chat")
        print(f"deployed; the first user gets {reply.status_code} {reply.text}")


def main() -> None:
    os.environ.pop("CHAT_API_KEY", None)
    asyncio.run(deploy())
    os.environ["CHAT_API_KEY"] = "sk-12345"
    asyncio.run(deploy())
    del os.environ["CHAT_API_KEY"]


if __name__ == "__main__":
    main()
