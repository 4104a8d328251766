"""A good message says what is wrong, where, and what to do; it repeats neither the key nor the prompt.

Run it: course lab T5.3.3-03
Break it: answer with `str(error)`, as `passes_on_the_error.py` does, and look for the secret.
"""

import asyncio

import httpx2
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


class ProviderAuthError(Exception):
    pass


@app.exception_handler(ProviderAuthError)
async def explained(_: Request, __: ProviderAuthError) -> JSONResponse:
    message = "The provider refused the service's key. The operator has to set ANTHROPIC_API_KEY anew."
    return JSONResponse({"error": {"code": "provider_auth", "message": message}}, 502)


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
