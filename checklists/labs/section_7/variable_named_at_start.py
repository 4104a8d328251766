"""Missing variable, mended: settings are read at the start, and the last words name what is missing.

Run it: course lab T7.6-01
Break it: give the key a default of `""`. It starts, is healthy, and the first user finds out.
"""

import asyncio
import os

import httpx2
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    chat_api_key: SecretStr


def create_app() -> FastAPI:
    try:
        settings = Settings()
    except ValidationError as error:  # its own text shows the values of the others: name names only
        missing = ", ".join(str(one["loc"][0]).upper() for one in error.errors())
        raise SystemExit(f"cannot start: {missing} is not set") from None
    app = FastAPI()

    @app.get("/chat")
    async def chat() -> str:
        return f"asked with a key of {len(settings.chat_api_key.get_secret_value())} characters"

    return app


async def deploy() -> None:
    try:
        app = create_app()
    except SystemExit as end:
        print(f"deployment stopped: {end}")
        return
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        reply = await client.get("/chat")
        print(f"deployed; the first user gets {reply.status_code} {reply.text}")


def main() -> None:
    os.environ.pop("CHAT_API_KEY", None)
    asyncio.run(deploy())
    os.environ["CHAT_API_KEY"] = "sk-12345"  # as in the platform's dashboard
    asyncio.run(deploy())
    del os.environ["CHAT_API_KEY"]


if __name__ == "__main__":
    main()
