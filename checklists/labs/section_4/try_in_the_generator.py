"""The handler has returned when the stream fails: only the generator itself can catch it.

Run it: course lab T4.2.2-01
Break it: move the `try` from `events` to `chat`, round the `StreamingResponse`: it catches nothing.
"""

import json
from collections.abc import AsyncIterator

import httpx2
from anthropic import APIError, AsyncAnthropic
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.kit import provider, rule
from course.labs.server import serving

app = FastAPI()


def event(kind: str, **fields: str) -> str:
    return f"data: {json.dumps({'type': kind, **fields})}\n\n"


async def events() -> AsyncIterator[str]:
    try:
        async with (
            AsyncAnthropic(max_retries=0) as client,
            client.messages.stream(
                model="claude-haiku-4-5", max_tokens=50, messages=[{"role": "user", "content": "Count to 9."}]
            ) as stream,
        ):
            async for text in stream.text_stream:
                yield event("token", text=text)
            yield event("done")
    except (APIError, httpx2.TransportError) as error:  # the SDK lets a broken connection through as it is
        print(f"for the log: {type(error).__module__}.{type(error).__name__}")
        yield event("error", code="provider_unavailable")


@app.get("/")
async def chat() -> StreamingResponse:
    return StreamingResponse(events(), media_type="text/event-stream")


def main() -> None:
    with serving(app) as url:
        for fault in (rule("error_event", after_tokens=2), rule("cut", after_tokens=2)):
            provider().script(fault)
            print(httpx2.get(url).text.replace("\n\n", "\n"))


if __name__ == "__main__":
    main()
