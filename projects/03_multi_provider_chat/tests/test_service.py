"""The application as its callers see it, without a provider behind it."""

import httpx2
from fastapi.testclient import TestClient
from openai import OpenAI

from app.main import create_app


def test_the_openai_client_reads_the_list_of_models(settings):
    with TestClient(create_app(settings())) as http:
        client = OpenAI(api_key="none", base_url="http://testserver/v1", http_client=as_httpx2(http))
        found = {model.id: model.owned_by for model in client.models.list()}

    assert found["chat"] == "alias"
    assert found["anthropic/claude-haiku-4-5"] == "anthropic"


def as_httpx2(http):
    """Return the test client as the kind of client that the openai package takes."""
    assert isinstance(http, httpx2.Client)
    return http


def test_a_temperature_that_is_no_number_costs_nothing(settings):
    with TestClient(create_app(settings())) as http:
        reply = http.post(
            "/v1/chat",
            content=b'{"message": "hi", "temperature": NaN}',
            headers={"content-type": "application/json"},
        )

    assert (reply.status_code, reply.json()["error"]["param"]) == (422, "temperature")


def test_keys_of_another_name_are_nobodys(settings, monkeypatch):
    """What the vendors' SDKs would find by themselves in the environment counts for nothing."""
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "sk-sim-token")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-sim-admin")
    none = dict.fromkeys(("anthropic_api_key", "openai_api_key", "openrouter_api_key"))
    with TestClient(create_app(settings(**none))) as http:
        reply = http.post("/v1/chat", json={"message": "hi"})

        assert http.get("/v1/models").json() == {"object": "list", "data": []}
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "provider_not_configured")
