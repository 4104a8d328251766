"""What stage 4 is compared with, each served by `python stage_4_apps.py NAME` on a free port."""

import asyncio
import importlib
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Annotated, Any

import uvicorn

STAGE = Path(__file__).parents[1] / "projects" / "04_streaming_chat"
MODEL = "openai/gpt-4.1-mini"
EVENT_STREAM = [(b"content-type", b"text/event-stream")]


def passthrough() -> Any:  # noqa: ANN401 - an ASGI application
    """Send the provider's own bytes on, untouched: as little as a service in between can do."""
    import httpx2  # noqa: PLC0415 - each application imports only what it needs

    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    client = httpx2.AsyncClient(limits=limits, timeout=60)
    url = os.environ["OPENAI_BASE_URL"] + "/chat/completions"
    headers = {"authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}

    async def app(
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] == "lifespan":
            return
        asked = json.loads((await receive())["body"])
        messages = [{"role": "user", "content": asked["message"]}]
        body = {"model": MODEL.partition("/")[2], "messages": messages, "stream": True}
        async with client.stream("POST", url, json=body, headers=headers) as reply:
            await send({"type": "http.response.start", "status": reply.status_code, "headers": EVENT_STREAM})
            async for data in reply.aiter_raw():
                await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    return app


def router() -> Any:  # noqa: ANN401 - an ASGI application
    """Do what a tutorial does: a FastAPI route over LiteLLM's Router, and nothing for the bad days."""
    os.environ |= {"LITELLM_OFFLINE_MODE": "true", "LITELLM_MODE": "PRODUCTION"}
    # Left alone it opens 500 connections, and a thousand streams are never open at once.
    os.environ |= {"AIOHTTP_CONNECTOR_LIMIT": "100000", "AIOHTTP_CONNECTOR_LIMIT_PER_HOST": "0"}
    from fastapi import Body, FastAPI  # noqa: PLC0415 - as above
    from fastapi.responses import StreamingResponse  # noqa: PLC0415 - as above
    from litellm.router import Router  # noqa: PLC0415 - as above

    params = {
        "model": MODEL,
        "api_key": os.environ["OPENAI_API_KEY"],
        "api_base": os.environ["OPENAI_BASE_URL"],
    }
    models = Router([{"model_name": MODEL, "litellm_params": params}], num_retries=0)
    app = FastAPI()
    Question = Annotated[dict[str, Any], Body()]  # noqa: N806 - a type

    @app.post("/v1/chat/stream")
    async def stream(question: Question) -> StreamingResponse:
        messages: list[Any] = [{"role": "user", "content": question["message"]}]
        options: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
        chunks: Any = await models.acompletion(model=MODEL, messages=messages, **options)

        async def events() -> AsyncIterator[str]:
            async for chunk in chunks:
                if chunk.choices and (text := chunk.choices[0].delta.content):
                    yield f"data: {json.dumps({'type': 'token', 'text': text})}\n\n"
            yield 'data: {"type": "done"}\n\n'

        return StreamingResponse(events(), media_type="text/event-stream")

    return app


def stage() -> Any:  # noqa: ANN401 - an ASGI application
    """Serve the stage itself."""
    os.chdir(STAGE)
    sys.path.insert(0, str(STAGE))
    return importlib.import_module("app.main").create_app()


APPS = {app.__name__: app for app in (passthrough, router, stage)}


async def serve(name: str) -> None:
    """Serve on a free port and print its address once it accepts."""
    config = uvicorn.Config(APPS[name](), port=0, log_level="warning", access_log=False, backlog=2048)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    sys.stdout.write(f"{name}: data http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await serving


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
