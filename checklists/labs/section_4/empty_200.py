"""The wrong way: the status is sent before the model is asked, so its refusal is a 200 with nothing in it.

Run it: course lab empty_200
Mend it: wait for the first token, then return the response (`waits_for_the_first_token.py`).
"""

from collections.abc import AsyncIterator

import httpx2
from anthropic import APIStatusError, AsyncAnthropic
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.kit import provider, rule
from course.labs.server import serving

app = FastAPI()


async def events() -> AsyncIterator[str]:
    try:
        async with (
            AsyncAnthropic(max_retries=0) as client,
            client.messages.stream(
                model="claude-haiku-4-5", max_tokens=50, messages=[{"role": "user", "content": "Hello"}]
            ) as stream,
        ):
            async for text in stream.text_stream:
                yield f"data: {text}\n\n"
    except APIStatusError:
        return  # too late for a status, and no event either


@app.get("/")
async def chat() -> StreamingResponse:
    return StreamingResponse(events(), media_type="text/event-stream")


def main() -> None:
    provider().script(rule("status", status=429, retry_after=7))
    with serving(app) as url:
        reply = httpx2.get(url)
    print(f"the provider: {provider().only().status}; we: {reply.status_code} {reply.text!r}")


if __name__ == "__main__":
    main()
