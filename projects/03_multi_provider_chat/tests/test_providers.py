"""What LiteLLM makes of answers that no provider should give, over a real socket."""

import asyncio
import json
import re

import pytest
from conftest import HAIKU, LLAMA, MINI
from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler

from app.providers import Client, open_providers
from genai_shared import errors
from genai_shared.schemas import ChatRequest

MODELS = [HAIKU, MINI, LLAMA]
OPENAI = {
    "id": "x",
    "object": "chat.completion",
    "created": 1,
    "model": "the-model",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
}
ANTHROPIC = {
    "id": "x",
    "type": "message",
    "role": "assistant",
    "model": "the-model",
    "content": [{"type": "text", "text": "Hello"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 3, "output_tokens": 1},
}


@pytest.fixture
async def ask(catalogue, settings):
    """Return what asks a model of a provider that answers every request with the same body, and no more."""

    async def asked(model, body, **given):
        async def answer(reader, writer):
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(re.search(rb"(?i)content-length: (\d+)", head)[1]))
            length = f"content-length: {len(body)}\r\n\r\n".encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n" + length + body
            )
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
            urls = {f"{provider}_base_url": url for provider in ("anthropic", "openai", "openrouter")}
            async with open_providers(catalogue, settings(**urls, **given)) as providers:
                deadline = asyncio.get_running_loop().time() + 5
                return await providers.ask(model, ChatRequest(message="hi"), deadline)

    return asked


@pytest.mark.parametrize("model", MODELS)
async def test_an_answer_is_what_the_provider_reports(ask, model):
    answer = await ask(model, json.dumps(ANTHROPIC if model == HAIKU else OPENAI).encode())

    assert answer.model_dump() == {
        "content": "Hello",
        "model": "the-model",
        "stop_reason": "stop",
        "input_tokens": 3,
        "output_tokens": 1,
    }


ODD = [b"", b"null", b"[]", b'"x"', b"{}", b"\xff\xfe", b"<html>", b'{"error": {"message": "no"}}']
ODD += [json.dumps({**OPENAI, "choices": []}).encode(), json.dumps({**ANTHROPIC, "content": 3}).encode()]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
async def test_a_200_without_a_completion_is_a_bad_response(ask, model, body):
    with pytest.raises(errors.ProviderBadResponseError):
        await ask(model, body)


async def test_the_connect_limit_goes_with_every_request(monkeypatch):
    seen = []

    async def post(_, **options):
        seen.append(options["timeout"])

    monkeypatch.setattr(AsyncHTTPHandler, "post", post)
    client = Client(0.5)
    await client.post(timeout=20.0)
    await client.close()

    assert (seen[0].connect, seen[0].read) == (0.5, 20.0)
