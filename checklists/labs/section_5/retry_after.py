"""`Retry-After` tells the caller when to come back; the provider's own wait is passed on, rounded up.

Run it: course lab T5.3.3-04
Break it: round down. "0 seconds" is an invitation to ask at once, and to be refused again.
"""

import asyncio
from math import ceil
from typing import Any

import httpx2
from anthropic import AsyncAnthropic, RateLimitError
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from course.labs.kit import provider, rule

app = FastAPI()
ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}


@app.get("/chat", response_model=None)
async def chat() -> str | JSONResponse:
    async with AsyncAnthropic(max_retries=0) as client:
        try:
            return str((await client.messages.create(**ASK)).content[0].text)
        except RateLimitError as error:
            wait = error.response.headers.get("retry-after")
            headers = {"Retry-After": str(ceil(float(wait)))} if wait else {}
            return JSONResponse({"error": {"code": "provider_rate_limited"}}, 429, headers)


async def ask() -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        for seconds in (2.4, 30):
            provider().script(rule("status", status=429, retry_after=seconds))
            answer = await client.get("/chat")
            print(f"the provider says {seconds}, we say {answer.headers['retry-after']}")


def main() -> None:
    asyncio.run(ask())


if __name__ == "__main__":
    main()
