"""Tokens per day: reserved before an answer, settled after it, however it ends."""

import asyncio
import json

import pytest
from conftest import ScriptedLlm, key_of

from genai_shared.errors import ProviderTruncatedError, ProviderUnavailableError

PROMPT = 2  # tokens, as we estimate "Hello"


async def test_a_whole_answer_costs_what_the_provider_counted(serve):
    """Not what was reserved for it."""
    async with serve() as served:
        await served.chat()
        await served.chat(path="/v1/chat/stream")

        assert await served.used() == 24


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/chat/stream"])
async def test_what_fails_before_the_first_token_costs_nothing(serve, path):
    """There is nothing to pay for."""
    async with serve(ScriptedLlm(ProviderUnavailableError())) as served:
        await served.chat(path=path)

        assert await served.used() == 0


async def test_what_breaks_off_costs_what_had_come(serve):
    """The prompt, about, and as many pieces as were sent."""
    async with serve(ScriptedLlm("a", "b", "c", ProviderTruncatedError())) as served:
        await served.chat(path="/v1/chat/stream")

        assert await served.used() == PROMPT + 3


async def test_a_client_that_leaves_pays_for_what_had_come(serve):
    """And its reservation does not stay: it would lose the rest of the day's tokens by a lost connection."""
    never = asyncio.Event()
    async with serve(ScriptedLlm("a", "b", never)) as served:
        await leave_after(2, served, "/v1/chat/stream")

        assert await served.used() == PROMPT + 2


async def test_a_client_that_leaves_before_any_answer_pays_for_the_prompt(serve):
    """The provider has read it."""
    never = asyncio.Event()
    async with serve(ScriptedLlm(never)) as served:
        await leave_after(0, served, "/v1/chat")

        assert await served.used() == PROMPT


async def test_while_an_answer_is_under_way_its_most_is_set_aside(serve):
    """Else ten at once would each see all that is left."""
    go_on = asyncio.Event()
    llm = ScriptedLlm(go_on)
    async with serve(llm, tokens_per_day_free=150) as served:
        first = asyncio.ensure_future(served.chat(max_tokens=100))
        await llm.was_asked.wait()

        refused = await served.chat(max_tokens=100)
        go_on.set()
        await first
        afterwards = await served.chat(max_tokens=100)

    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "token_budget_exceeded")
    assert 1 <= int(refused.headers["retry-after"]) <= 86_400
    assert (refused.headers["x-ratelimit-limit-tokens"], refused.headers["x-ratelimit-remaining-tokens"]) == (
        "150",
        "48",
    )
    assert afterwards.status_code == 200


async def test_a_refused_question_asks_no_model(serve):
    """That is what the budget is for."""
    llm = ScriptedLlm("Hello")
    async with serve(llm, tokens_per_day_free=10) as served:
        assert (await served.chat(path="/v1/chat/stream")).status_code == 429

    assert llm.asked == []


async def test_an_admin_sees_the_day_of_others_and_nobody_else_does(serve):
    """And is told when there is no such user."""
    async with serve() as served:
        await served.chat()

        async def usage_of(user, by):
            return await served.ask("GET", f"/v1/usage/{user}", headers={"x-api-key": key_of(by)})

        assert (await usage_of("ada", by="grace")).json()["tokens_used"] == 12
        assert (await usage_of("grace", by="ada")).status_code == 403
        assert (await usage_of("bob", by="grace")).status_code == 404


async def leave_after(pieces, served, path):
    """Ask, take so many pieces of the answer, and close the connection."""
    left, body = asyncio.Event(), json.dumps({"message": "Hello"}).encode()
    messages = [{"type": "http.request", "body": body}]
    seen = 0

    async def receive():
        if messages:
            return messages.pop()
        if pieces:
            await left.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        nonlocal seen
        seen += message.get("body", b"").count(b'"token"')
        if seen == pieces:
            left.set()

    headers = [(b"content-type", b"application/json"), (b"x-api-key", key_of("ada").encode())]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    await served(scope, receive, send)
