"""The wrong way: the exception's own text is the answer. It tells the caller a key, and not what to do.

Run it: course lab passes_on_the_error
Mend it: a fixed text of your own for each code; what the provider said stays inside.
"""

import asyncio

import httpx2
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


class ProviderAuthError(Exception):
    pass


@app.exception_handler(ProviderAuthError)
async def passed_on(_: Request, error: ProviderAuthError) -> JSONResponse:
    return JSONResponse({"error": {"code": "provider_auth", "message": str(error)}}, 502)


@app.get("/chat")
async def chat() -> str:
    raise ProviderAuthError("invalid x-api-key: sk-real-secret")  # as some providers' messages do


async def ask() -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        answer = (await client.get("/chat")).json()["error"]
        print(answer["message"])
        print("tells the key:", "sk-real-secret" in str(answer))


def main() -> None:
    asyncio.run(ask())


if __name__ == "__main__":
    main()
