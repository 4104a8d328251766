"""The application's parts in process, in front of models that play a script."""

import logging
from pathlib import Path

import pytest

from app.catalogue import read_catalogue
from app.fallback import Chat
from app.providers import Answer
from app.settings import Settings
from genai_shared.schemas import ChatRequest

STAGE = Path(__file__).parents[1]
KEYS = {f"{provider}_api_key": "sk-sim-unit-test-key" for provider in ("anthropic", "openai", "openrouter")}
HAIKU = "anthropic/claude-haiku-4-5"
MINI = "openai/gpt-4.1-mini"
LLAMA = "openrouter/meta-llama/llama-3.3-70b-instruct"


class ScriptedProviders:
    """Each provider plays its step: an answer's text or an exception; without one it gives its name."""

    def __init__(self, **steps):
        self.steps = steps
        self.asked = []

    async def ask(self, model, chat, deadline):
        self.asked.append(model)
        step = self.steps.get(model.partition("/")[0], model)
        if isinstance(step, Exception):
            raise step
        if callable(step):
            step = await step()
        return Answer(content=step, model=model, stop_reason="stop", input_tokens=10, output_tokens=2)


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
def settings():
    """Return what makes settings: all keys, the stage's own catalogue, and what is given."""
    return lambda **given: Settings(**{"models_file": STAGE / "models.toml", **KEYS, **given})


@pytest.fixture
def catalogue():
    return read_catalogue(STAGE / "models.toml")


@pytest.fixture
def ask(settings, catalogue):
    """Return what asks a chat service over scripted providers."""
    services = {}

    async def answer(providers, model=None, **given):
        chat = services.setdefault(id(providers), Chat(providers, catalogue, settings(**given)))
        return await chat.answer(ChatRequest(message="hi", model=model))

    return answer
