"""The application in process, in front of a model that plays a script."""

import asyncio
import json
import logging
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from app import main
from app.main import create_app
from app.settings import Settings
from genai_shared.schemas import ChatDone, Usage

STAGE = Path(__file__).parents[1]
DONE = ChatDone(
    provider="anthropic",
    model="claude-haiku-4-5",
    fallback_used=False,
    stop_reason="stop",
    usage=Usage(input_tokens=10, output_tokens=2, cost_usd=0.00002),
)


class ScriptedLlm:
    """Plays tokens, raises where an exception stands in the script, waits at events; keeps what was asked."""

    def __init__(self, *steps):
        self.steps = steps
        self.asked = []
        self.taken = 0
        self.closed = 0

    def models(self):
        return {"chat": "alias"}

    async def stream(self, chat):
        self.asked.append(chat)
        if self.steps and isinstance(self.steps[0], Exception):
            raise self.steps[0]
        return ScriptedStream(self)


class ScriptedStream:
    def __init__(self, llm):
        self.llm = llm

    async def __aiter__(self):
        for step in self.llm.steps:
            self.llm.taken += 1
            if isinstance(step, Exception):
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                yield step
        yield DONE

    async def aclose(self):
        self.llm.closed += 1


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch, tmp_path):
    """Nothing of this machine decides: no keys, no `.env`; and logging is as it was afterwards."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    before = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = before


@pytest.fixture
def serve(monkeypatch):
    """Return what gives the application, started, in front of a scripted model."""

    @asynccontextmanager
    async def served(llm, **given):
        @asynccontextmanager
        async def open_scripted(*_):
            yield llm

        monkeypatch.setattr(main, "open_llm", open_scripted)
        app = create_app(Settings(models_file=STAGE / "models.toml", **given))
        async with app.router.lifespan_context(app) as state:
            yield Served(app, state)

    return served


class Served:
    """A started application, and two ways to ask it: as a whole, or message by message."""

    def __init__(self, app, state):
        self.app = app
        self.state = state

    async def ask(self, method, path, **options):
        async def with_state(scope, receive, send):
            await self.app({**scope, "state": dict(self.state)}, receive, send)

        transport = httpx2.ASGITransport(with_state)
        async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.request(method, path, **options)

    async def stream(self, body, receive, send):
        """Ask for a stream as a server does: `receive` comes after the body, `send` gets each message."""
        messages = [{"type": "http.request", "body": json.dumps(body).encode()}]

        async def receive_all():
            return messages.pop() if messages else await receive()

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/chat/stream",
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
            "state": dict(self.state),
        }
        await self.app(scope, receive_all, send)


def events(text):
    """Return the data of the events in a response."""
    return [
        json.loads(block.removeprefix("data: ")) for block in text.split("\n\n") if block.startswith("data")
    ]
