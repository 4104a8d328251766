import asyncio
import logging

import pytest
from conftest import DONE, ScriptedLlm, events

from genai_shared import errors

ASK = {"json": {"message": "hi"}}
STREAM = "/v1/chat/stream"


async def never():
    await asyncio.Event().wait()


async def test_an_answer_is_its_tokens_and_then_done(serve):
    llm = ScriptedLlm("Hel", "lo")
    async with serve(llm) as served:
        reply = await served.ask("POST", STREAM, **ASK)

    assert reply.headers["content-type"].startswith("text/event-stream")
    assert events(reply.text) == [
        {"type": "token", "text": "Hel"},
        {"type": "token", "text": "lo"},
        {"type": "done", **DONE.model_dump()},
    ]
    assert llm.closed == 1


async def test_a_get_asks_the_same(serve):
    llm = ScriptedLlm("Hello")
    async with serve(llm) as served:
        reply = await served.ask("GET", STREAM, params={"message": " hi ", "model": "chat"})

    assert [event["type"] for event in events(reply.text)] == ["token", "done"]
    assert (llm.asked[0].message, llm.asked[0].model) == (" hi ", "chat")


async def test_failure_before_the_first_token_is_an_http_status(serve):
    llm = ScriptedLlm(errors.ProviderRateLimitError(retry_after=7))
    async with serve(llm) as served:
        reply = await served.ask("POST", STREAM, **ASK)

    assert (reply.status_code, reply.headers["retry-after"]) == (429, "7")
    assert reply.json()["error"]["code"] == "provider_rate_limited"


async def test_failure_after_a_token_is_an_event(serve):
    llm = ScriptedLlm("Hel", errors.ProviderTruncatedError())
    async with serve(llm) as served:
        reply = await served.ask("POST", STREAM, **ASK)

    *_, last = events(reply.text)
    assert reply.status_code == 200
    assert (last["type"], last["error"]["code"]) == ("error", "provider_truncated")
    assert llm.closed == 1


async def test_a_mistake_of_ours_is_an_event_too_and_says_nothing_about_itself(serve, caplog):
    llm = ScriptedLlm("Hel", KeyError("secret"))
    async with serve(llm) as served:
        logging.getLogger().addHandler(caplog.handler)
        reply = await served.ask("POST", STREAM, **ASK)

    *_, last = events(reply.text)
    assert last["error"]["code"] == "internal_error"
    assert "secret" not in reply.text
    assert any(record.exc_info for record in caplog.records)


async def test_a_long_silence_is_filled_with_comments(serve):
    token, sent = asyncio.Event(), []

    async def send(message):
        sent.append(message.get("body", b""))
        if sent.count(b": keep-alive\n\n") == 2:
            token.set()

    async with serve(ScriptedLlm("Hel", token, "lo"), stream_keepalive=0.01) as served:
        await served.stream({"message": "hi"}, never, send)

    kinds = [event["type"] for event in events(b"".join(sent).decode())]
    assert kinds == ["token", "token", "done"]


async def test_the_next_token_is_asked_for_when_the_last_one_is_sent(serve):
    """Back-pressure: while `send` waits for a slow reader, nothing is taken from the model."""
    llm, taken = ScriptedLlm("a", "b", "c", "d"), []

    async def send(message):
        if message.get("body"):
            for _ in range(10):
                await asyncio.sleep(0)
            taken.append(llm.taken)

    async with serve(llm) as served:
        await served.stream({"message": "hi"}, never, send)

    assert taken == [1, 2, 3, 4, 4]


@pytest.mark.parametrize("tokens", [0, 1, 3])
async def test_a_client_that_leaves_leaves_nothing_behind(serve, tokens):
    """Whenever it leaves: the model's stream is closed, and no task goes on."""
    llm = ScriptedLlm(*["token"] * tokens, asyncio.Event())
    gone, sent = asyncio.Event(), []

    async def send(message):
        sent.append(message)
        if sum(b"token" in message.get("body", b"") for message in sent) == tokens:
            gone.set()

    async def receive():
        await gone.wait()
        return {"type": "http.disconnect"}

    async with serve(llm) as served:
        tasks = asyncio.all_tasks()
        await served.stream({"message": "hi"}, receive, send)
        assert asyncio.all_tasks() == tasks

    assert llm.closed == 1


async def test_a_client_that_leaves_before_the_first_token_cancels_the_wait(serve):
    cancelled = asyncio.Event()

    class Waiting(ScriptedLlm):
        async def stream(self, chat):
            try:
                await never()
            finally:
                cancelled.set()

    async def receive():
        return {"type": "http.disconnect"}

    sent = []

    async def send(message):
        sent.append(message)

    async with serve(Waiting()) as served:
        await served.stream({"message": "hi"}, receive, send)

    assert cancelled.is_set()
    assert sent[0]["status"] == 499
