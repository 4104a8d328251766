"""The application in process, in front of a model that plays a script, with two users in a file."""

import asyncio
import hashlib
import logging
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from argon2 import PasswordHasher
from redis.exceptions import ConnectionError as RedisConnectionError

from app import main
from app.main import create_app
from app.settings import Settings
from genai_shared.observability.record import current_record
from genai_shared.schemas import ChatDone, ChatResponse, Usage

STAGE = Path(__file__).parents[1]
SECRET, PASSWORD = "0123456789abcdef" * 4, "correct horse"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
HOW = {"provider": "anthropic", "model": "claude-haiku-4-5", "fallback_used": False, "stop_reason": "stop"}
DONE = ChatDone(**HOW, usage=Usage(input_tokens=10, output_tokens=2, cost_usd=0.00002))


def key_of(name):
    return f"gk_{name}"


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def user(name, role, tier, *scopes):
    digest = hashlib.sha256(key_of(name).encode()).hexdigest()
    return f"""
[users.{name}]
password = "{HASH}"
role = "{role}"
tier = "{tier}"

[keys.{name}]
digest = "{digest}"
user = "{name}"
scopes = {list(scopes)}
revoked = false
"""


class ScriptedLlm:
    """Plays tokens, raises where an exception stands in the script, waits at events; counts what it took."""

    def __init__(self, *steps):
        self.steps = steps
        self.asked = []
        self.was_asked = asyncio.Event()
        self.closed = 0

    def models(self):
        return {"chat": "alias"}

    def resting(self):
        return {}

    async def complete(self, chat, deadline=None):
        self.asked.append(chat)
        self.was_asked.set()
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
        counted()
        texts = [step for step in self.steps if isinstance(step, str)]
        return ChatResponse(content="".join(texts), usage=DONE.usage, **HOW)

    async def stream(self, chat, deadline=None):
        self.asked.append(chat)
        if self.steps and isinstance(self.steps[0], Exception):
            raise self.steps[0]
        return ScriptedStream(self)


class ScriptedStream:
    def __init__(self, llm):
        self.llm = llm

    async def __aiter__(self):
        for step in self.llm.steps:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                current_record().said(step)
                yield step
        counted()
        yield DONE

    async def aclose(self):
        self.llm.closed += 1


def counted():
    record = current_record()
    record.input_tokens, record.output_tokens = DONE.usage.input_tokens, DONE.usage.output_tokens


class BrokenRedis:
    """Refuses everything."""

    def __getattr__(self, name):
        async def refuse(*_, **__):
            raise RedisConnectionError(name)

        return refuse


@pytest.fixture
def broken_redis():
    return BrokenRedis()


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
def serve(monkeypatch, tmp_path):
    """Return what gives the application, started, in front of a scripted model; grace is an admin."""
    users = tmp_path / "users.toml"
    users.write_text(
        user("ada", "user", "free", "chat", "models")
        + user("grace", "admin", "premium", "chat", "models", "admin")
    )

    @asynccontextmanager
    async def served(llm=None, **given):
        @asynccontextmanager
        async def open_scripted(*_):
            yield llm or ScriptedLlm("Hel", "lo")

        monkeypatch.setattr(main, "open_llm", open_scripted)
        settings = Settings(
            **{
                "models_file": STAGE / "models.toml",
                "users_file": users,
                "jwt_secret": SECRET,
                "retry_attempts": 1,
                **given,
            }
        )
        app = create_app(settings)
        async with app.router.lifespan_context(app) as state:
            yield Served(app, state, settings)

    return served


class Served:
    """A started application, and how to ask it."""

    def __init__(self, app, state, settings):
        self.app = app
        self.state = state
        self.settings = settings

    async def __call__(self, scope, receive, send):
        await self.app({**scope, "state": dict(self.state)}, receive, send)

    async def ask(self, method, path, *, peer="127.0.0.1", **options):
        transport = httpx2.ASGITransport(self, client=(peer, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.request(method, path, **options)

    async def chat(self, name="ada", path="/v1/chat", **question):
        question = {"message": "Hello", **question}
        return await self.ask("POST", path, json=question, headers={"x-api-key": key_of(name)})

    async def used(self, name="ada"):
        reply = await self.ask("GET", "/v1/usage", headers={"x-api-key": key_of(name)})
        return reply.json()["tokens_used"]
