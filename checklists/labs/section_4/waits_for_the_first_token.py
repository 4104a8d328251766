"""Whoever waits for the first token before answering can still answer with a status.

Run it: course lab waits_for_the_first_token
Break it: move `first = await anext(tokens)` into `events`: a 200 that says nothing.
"""

from collections.abc import AsyncIterator

import httpx2
from anthropic import AsyncAnthropic, RateLimitError
from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse

from course.labs.kit import provider, rule
from course.labs.server import serving

app = FastAPI()


async def answer() -> AsyncIterator[str]:
    async with (
        AsyncAnthropic(max_retries=0) as client,
        client.messages.stream(
            model="claude-haiku-4-5", max_tokens=50, messages=[{"role": "user", "content": "Hello"}]
        ) as stream,
    ):
        async for text in stream.text_stream:
            yield text


async def events(first: str, tokens: AsyncIterator[str]) -> AsyncIterator[str]:
    yield f"data: {first}\n\n"
    async for token in tokens:
        yield f"data: {token}\n\n"


@app.get("/")
async def chat() -> StreamingResponse:
    tokens = answer()
    try:
        first = await anext(tokens)
    except RateLimitError as error:
        raise HTTPException(429, headers={"Retry-After": error.response.headers["retry-after"]}) from error
    return StreamingResponse(events(first, tokens), media_type="text/event-stream")


def main() -> None:
    provider().script(rule("status", status=429, retry_after=7, request=1))
    with serving(app) as url:
        for _ in range(2):
            reply = httpx2.get(url)
            print(reply.status_code, reply.headers.get("retry-after"), reply.text[:40].encode())


if __name__ == "__main__":
    main()
