"""genai_shared.sse: what a client gets of an answer, and who is left when somebody leaves."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware

from genai_shared import errors
from genai_shared.errors.responses import install_error_handlers
from genai_shared.observability.request_log import Observer, RequestLog
from genai_shared.schemas import ChatDone, ChatRequest, Usage
from genai_shared.sse import RESPONSES, EventStream, StreamSettings, answer_to, event
from genai_shared.stopping import Stopping

USAGE = Usage(input_tokens=10, output_tokens=2, cost_usd=0.00002)
DONE = ChatDone(provider="anthropic", model="haiku", fallback_used=False, stop_reason="stop", usage=USAGE)


class ScriptedModels:
    """Plays tokens, raises where an exception stands in the script, waits at events; counts what happens."""

    def __init__(self, *steps):
        self.steps = steps
        self.taken = self.closed = 0

    async def stream(self, chat):
        if self.steps and isinstance(self.steps[0], Exception):
            raise self.steps[0]
        return self

    async def __aiter__(self):
        for step in self.steps:
            self.taken += 1
            if isinstance(step, Exception):
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                yield step
        yield DONE

    async def aclose(self):
        self.closed += 1


class Seen(Observer):
    def __init__(self):
        self.records = []

    def ended(self, record):
        self.records.append(record)


class Served:
    """A service with nothing but a stream, behind compression and the access log."""

    def __init__(self, models, **given):
        settings = StreamSettings(_env_file=None, **given)
        self.stopping, self.seen = Stopping(settings.shutdown_grace), Seen()
        self.app = app = FastAPI()

        async def answers(request: Request) -> AsyncIterator[AsyncExitStack]:
            async with AsyncExitStack() as opened:
                yield opened

        @app.post("/stream", response_class=EventStream, responses=RESPONSES)
        async def stream(
            chat: ChatRequest, request: Request, opened: Annotated[AsyncExitStack, Depends(answers)]
        ) -> EventStream:
            answer = answer_to(chat, models, self.stopping, request)
            return EventStream(await opened.enter_async_context(answer), settings)

        app.add_middleware(GZipMiddleware, minimum_size=1)
        app.add_middleware(RequestLog, observer=self.seen)
        install_error_handlers(app)

    async def ask(self):
        transport = httpx2.ASGITransport(self.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.post("/stream", json={"message": "hi"})

    async def stream(self, receive, send):
        """Ask as a server does: `receive` comes after the body, `send` gets each message."""
        messages = [{"type": "http.request", "body": b'{"message": "hi"}'}]

        async def receive_all():
            return messages.pop() if messages else await receive()

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/stream",
            "query_string": b"",
            "headers": [(b"content-type", b"application/json"), (b"accept-encoding", b"gzip")],
        }
        await self.app(scope, receive_all, send)

    @property
    def ended(self):
        (record,) = self.seen.records
        return record.ended, record.error


async def never():
    await asyncio.Event().wait()


def parsed(text):
    return [
        json.loads(block.removeprefix("data: ")) for block in text.split("\n\n") if block.startswith("data")
    ]


@pytest.mark.parametrize("text", ["one\ntwo\r\nthree\rfour", "data: x\n\n", "é🙂\u2028", "\ud83d", '"\\\0'])
def test_any_text_is_one_line_of_data_and_comes_back(text):
    wire = event("token", text=text)

    assert (wire[:7], wire[-3:], wire.count(b"\n"), wire.count(b"\r")) == (b"data: {", b"}\n\n", 2, 0)
    assert json.loads(wire[6:]) == {"type": "token", "text": text}


async def test_an_answer_is_its_tokens_and_then_done():
    models = ScriptedModels("Hel", "lo")
    served = Served(models)
    reply = await served.ask()

    tokens = [{"type": "token", "text": text} for text in ("Hel", "lo")]
    assert parsed(reply.text) == [*tokens, {"type": "done", **DONE.model_dump()}]
    assert (models.closed, served.ended) == (1, ("complete", None))


async def test_nobody_on_the_way_holds_it_back_and_nothing_compresses_it():
    headers = (await Served(ScriptedModels("Hello")).ask()).headers

    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-cache", "no")
    assert "content-encoding" not in headers


def test_the_description_of_the_service_knows_its_streams():
    responses = Served(ScriptedModels()).app.openapi()["paths"]["/stream"]["post"]["responses"]

    assert list(responses["200"]["content"]) == ["text/event-stream"]
    assert list(responses["default"]["content"]) == ["application/json"]


async def test_failure_before_the_first_token_is_an_http_status():
    reply = await Served(ScriptedModels(errors.ProviderRateLimitError(retry_after=7))).ask()

    assert (reply.status_code, reply.headers["retry-after"]) == (429, "7")
    assert reply.json()["error"]["code"] == "provider_rate_limited"


async def test_failure_after_a_token_is_an_event_with_the_requests_id():
    models = ScriptedModels("Hel", errors.ProviderTruncatedError())
    served = Served(models)
    reply = await served.ask()

    *_, last = parsed(reply.text)
    assert (reply.status_code, last["type"], last["error"]["code"]) == (200, "error", "provider_truncated")
    assert last["error"]["request_id"] == reply.headers["x-request-id"]
    assert (models.closed, served.ended) == (1, ("error", "provider_truncated"))


async def test_a_mistake_of_ours_is_an_event_too_and_says_nothing_about_itself(caplog):
    reply = await Served(ScriptedModels("Hel", KeyError("secret"))).ask()

    *_, last = parsed(reply.text)
    assert last["error"]["code"] == "internal_error"
    assert "secret" not in reply.text
    assert any(record.exc_info for record in caplog.records)


async def test_a_silence_is_filled_with_comments():
    token, sent = asyncio.Event(), []

    async def send(message):
        sent.append(message.get("body", b""))
        if sent.count(b": keep-alive\n\n") == 2:
            token.set()

    await Served(ScriptedModels("Hel", token, "lo"), stream_keepalive=0.01).stream(never, send)

    assert [event["type"] for event in parsed(b"".join(sent).decode())] == ["token", "token", "done"]


async def test_the_next_token_is_asked_for_when_the_last_one_is_sent():
    """Back-pressure: while `send` waits for a slow reader, nothing is taken from the model."""
    models, taken = ScriptedModels("a", "b", "c", "d"), []

    async def send(message):
        if message.get("body"):
            for _ in range(10):
                await asyncio.sleep(0)
            taken.append(models.taken)

    await Served(models).stream(never, send)

    assert taken == [1, 2, 3, 4, 4]


async def test_a_provider_that_is_ahead_keeps_nobody_else_waiting():
    """Tokens that are there already and a reader as fast are no reason not to let others have their turn."""
    turns, models = [], ScriptedModels(*["token"] * 10)

    async def send(message):
        turns.extend([message] * (b"token" in message.get("body", b"")))

    async def others():
        while len(turns) < 10:
            seen.append(len(turns))
            await asyncio.sleep(0)

    seen = []
    await asyncio.gather(Served(models).stream(never, send), others())

    assert set(range(10)) <= set(seen)


async def test_a_reader_that_takes_nothing_is_left():
    models = ScriptedModels("a", "b")

    async def send(message):
        if message.get("body"):
            await never()

    served = Served(models, stream_send_timeout=0.01)
    await served.stream(never, send)

    assert (models.closed, served.ended) == (1, ("error", "client_too_slow"))


@pytest.mark.parametrize("tokens", [0, 1, 3])
async def test_a_client_that_leaves_leaves_nothing_behind(tokens):
    """Whenever it leaves: the model's stream is closed, and no task goes on but sse-starlette's watcher."""
    models = ScriptedModels(*["token"] * tokens, asyncio.Event())
    gone, sent = asyncio.Event(), []

    async def send(message):
        sent.append(message)
        if sum(b"token" in message.get("body", b"") for message in sent) == tokens:
            gone.set()

    async def receive():
        await gone.wait()
        return {"type": "http.disconnect"}

    served = Served(models)
    before = asyncio.all_tasks()
    await served.stream(receive, send)

    left = [task for task in asyncio.all_tasks() - before if "_shutdown_watcher" not in repr(task)]
    assert (left, models.closed, served.ended) == ([], 1, ("client_gone", None))


async def test_a_client_that_leaves_before_the_first_token_cancels_the_wait():
    cancelled, sent = asyncio.Event(), []

    class Waiting(ScriptedModels):
        async def stream(self, chat):
            try:
                await never()
            finally:
                cancelled.set()

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    served = Served(Waiting())
    await served.stream(receive, send)

    assert cancelled.is_set()
    assert sent[0]["status"] == 499
    assert served.ended == ("client_gone", "client_closed_request")


async def test_open_streams_end_with_an_event_when_the_grace_is_over():
    models, sent = ScriptedModels("Hel", asyncio.Event()), []
    served = Served(models, shutdown_grace=0.01)

    async def send(message):
        sent.append(message.get("body", b""))
        if b"token" in sent[-1]:
            served.stopping.begin()

    await served.stream(never, send)

    *_, last = parsed(b"".join(sent).decode())
    assert (last["error"]["code"], models.closed) == ("server_shutdown", 1)


async def test_a_server_that_stops_before_the_first_token_says_so_by_a_status():
    class Waiting(ScriptedModels):
        async def stream(self, chat):
            await never()

    served = Served(Waiting(), shutdown_grace=0.01)
    served.stopping.begin()
    reply = await served.ask()

    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "server_shutdown")
