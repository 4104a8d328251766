"""The way of a token: the client asks, we ask the model for a stream, and pass each piece on as it comes.

Run it: course lab T4.2.1-01
Break it: ask with `messages.create` instead: the client waits for the last token to get the first.
"""

import json
from collections.abc import AsyncIterator

import httpx2
from anthropic import AsyncAnthropic
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from course.labs.kit import provider, rule
from course.labs.server import serving

app = FastAPI()


async def events(message: str) -> AsyncIterator[str]:
    async with (
        AsyncAnthropic() as client,  # one for each request, only to keep the lab short
        client.messages.stream(
            model="claude-haiku-4-5", max_tokens=100, messages=[{"role": "user", "content": message}]
        ) as stream,
    ):
        async for text in stream.text_stream:
            yield f"data: {json.dumps({'type': 'token', 'text': text})}\n\n"
        usage = (await stream.get_final_message()).usage
    yield f"data: {json.dumps({'type': 'done', 'output_tokens': usage.output_tokens})}\n\n"


@app.get("/chat")
async def chat(message: str) -> StreamingResponse:
    return StreamingResponse(events(message), media_type="text/event-stream")


def main() -> None:
    provider().script(rule("gate", open=1))
    with serving(app) as url, httpx2.stream("GET", f"{url}/chat?message=Count to 3.") as reply:
        for line in filter(None, reply.iter_lines()):
            entry = provider().only()
            print(f"< {line}   (the model has sent {entry.tokens_sent})")
            if '"token"' in line and entry.ended == "in_progress":
                provider().until(entry, "gated")
                provider().release()  # the next one leaves because we have this one


if __name__ == "__main__":
    main()
