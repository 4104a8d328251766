"""The application in process, in front of a provider that plays a script."""

import json
import logging

import httpx2
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

KEY = "sk-sim-unit-test-key"
COMPLETION = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-haiku-4-5-20251001",
    "content": [{"type": "text", "text": "Hello"}, {"type": "text", "text": " there"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 11, "output_tokens": 2},
}


class ScriptedAnthropic:
    """Plays its steps in order and then repeats the last; an exception in the script is raised."""

    def __init__(self, *steps):
        self.steps = list(steps) or [httpx2.Response(200, json=COMPLETION)]
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        return step

    @property
    def bodies(self):
        return [json.loads(request.content) for request in self.requests]


def error(status, message="no", **headers):
    body = {"type": "error", "error": {"type": "some_error", "message": message}}
    return httpx2.Response(
        status, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch, tmp_path):
    """Nothing of this machine decides: no keys, no `.env`; and logging is as it was afterwards."""
    for name in (*Settings.model_fields, "anthropic_auth_token"):
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    before = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = before


@pytest.fixture
def serve():
    """Return what starts the application on a scripted provider."""
    clients = []

    def start(provider=None, **settings):
        settings = {"anthropic_api_key": KEY, "provider_max_retries": 0, **settings}
        transport = httpx2.MockTransport(provider or ScriptedAnthropic())
        app = create_app(Settings(**settings), httpx2.AsyncClient(transport=transport))
        clients.append(TestClient(app, raise_server_exceptions=False).__enter__())
        return clients[-1]

    yield start
    for client in clients:
        client.__exit__(None, None, None)
