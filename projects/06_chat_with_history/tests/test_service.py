"""The application in process, in front of a model that plays a script."""

import json
import logging
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from conftest import ScriptedLlm

from app import services
from app.main import create_app
from app.settings import Settings
from genai_shared.auth.__main__ import main as users_command

STAGE = Path(__file__).parents[1]


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
def keys(_no_environment, capsys):
    """Write a users' file with ada and eve; return their keys."""
    found = {}
    for name in ("ada", "eve"):
        users_command(["--file", "users.toml", "add", name, "--generate"])
        capsys.readouterr()
        users_command(["--file", "users.toml", "key", name, "--scope", "chat"])
        found[name] = capsys.readouterr().out.strip()
    return found


@pytest.fixture
def serve(monkeypatch, keys):
    """Return what gives a client to the application, started, in front of a scripted model."""

    @asynccontextmanager
    async def served(llm, **given):
        @asynccontextmanager
        async def open_scripted(*_):
            yield llm

        llm.resting = dict
        monkeypatch.setattr(services, "open_llm", open_scripted)
        monkeypatch.setattr(services, "RetryingLlm", lambda models, _: models)
        settings = Settings(
            models_file=STAGE / "models.toml", openai_api_key="k", jwt_secret="s" * 32, **given
        )
        app = create_app(settings)
        async with app.router.lifespan_context(app) as state:

            async def with_state(scope, receive, send):
                await app({**scope, "state": dict(state)}, receive, send)

            transport = httpx2.ASGITransport(with_state)
            headers = {"x-api-key": keys["ada"]}
            async with httpx2.AsyncClient(
                transport=transport, base_url="http://app", headers=headers
            ) as client:
                yield client

    return served


async def test_a_conversation_from_its_beginning_to_its_end(serve):
    async with serve(ScriptedLlm("Hel", "lo")) as client:
        created = await client.post("/v1/conversations", json={"title": "One"})
        address = created.headers["location"]
        answered = await client.post(f"{address}/messages", json={"message": "Hi"})
        read = (await client.get(address)).json()
        deleted = await client.delete(address)
        gone = await client.get(address)

    assert (created.status_code, answered.status_code) == (201, 200)
    assert [message["content"] for message in read["messages"]] == ["Hi", "Hello"]
    assert (deleted.status_code, gone.status_code) == (204, 404)


async def test_a_stream_is_tokens_and_then_done(serve):
    async with serve(ScriptedLlm("Hel", "lo")) as client:
        address = (await client.post("/v1/conversations", json={})).headers["location"]
        reply = await client.post(f"{address}/messages/stream", json={"message": "Hi"})

    found = [json.loads(block[6:]) for block in reply.text.split("\n\n") if block.startswith("data: ")]
    assert [event["type"] for event in found] == ["token", "token", "done"]
    assert found[-1]["complete"] is True
    assert "content" not in found[-1]


@pytest.mark.parametrize("id_", ["x", "conv_1", "conv_" + "g" * 46, "chat:{ada}", "%2e%2e"])
async def test_what_cannot_be_an_id_is_404(serve, id_):
    async with serve(ScriptedLlm()) as client:
        reply = await client.get(f"/v1/conversations/{id_}")

    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")


async def test_tokens_of_a_day_are_set_aside_and_settled(serve):
    async with serve(ScriptedLlm("Hello"), tokens_per_day_free=1_100) as client:
        address = (await client.post("/v1/conversations", json={})).headers["location"]
        first = await client.post(f"{address}/messages", json={"message": "Hi", "max_tokens": 1_000})
        second = await client.post(f"{address}/messages", json={"message": "Hi", "max_tokens": 1_000})
        third = await client.post(f"{address}/messages", json={"message": "Hi", "max_tokens": 2_000})

    assert (first.status_code, second.status_code) == (200, 200)
    assert (third.status_code, third.json()["error"]["code"]) == (429, "token_budget_exceeded")
    assert second.headers["x-ratelimit-limit-tokens"] == "1100"


async def test_a_message_that_our_limits_refuse_reserves_nothing(serve):
    async with serve(ScriptedLlm("Hello"), tokens_per_day_free=1_100) as client:
        address = (await client.post("/v1/conversations", json={})).headers["location"]
        refused = await client.post(f"{address}/messages", json={"message": "Hi", "max_tokens": 9_000})
        answered = await client.post(f"{address}/messages", json={"message": "Hi", "max_tokens": 100})

    assert (refused.status_code, answered.status_code) == (429, 200)


async def test_the_description_lists_every_route(serve):
    async with serve(ScriptedLlm()) as client:
        paths = (await client.get("/openapi.json")).json()["paths"]

    assert set(paths) >= {
        "/v1/conversations",
        "/v1/conversations/{conversation_id}",
        "/v1/conversations/{conversation_id}/messages",
        "/v1/conversations/{conversation_id}/messages/stream",
        "/v1/auth/token",
        "/ready",
    }


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name):
    assert name.upper() in (STAGE / ".env.example").read_text(encoding="utf-8")
    assert f"`{name.upper()}`" in (STAGE / "README.md").read_text(encoding="utf-8")
