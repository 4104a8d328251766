import pytest
from conftest import COMPLETION, ScriptedAnthropic


def test_the_answer_is_the_providers(serve):
    reply = serve().post("/v1/chat", json={"message": "hi"})

    assert reply.status_code == 200
    assert reply.json() == {
        "content": "Hello there",
        "model": COMPLETION["model"],
        "stop_reason": "end_turn",
        "usage": COMPLETION["usage"],
    }


def test_a_minimal_question_sends_nothing_that_was_not_asked_for(serve):
    provider = ScriptedAnthropic()

    serve(provider).post("/v1/chat", json={"message": "hi"})

    assert provider.bodies == [
        {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "hi"}]}
    ]
    assert provider.requests[0].headers["anthropic-version"] == "2026-10-21"


def test_system_prompt_and_max_tokens_are_passed_on(serve):
    provider = ScriptedAnthropic()

    serve(provider).post("/v1/chat", json={"message": "hi", "system": "Be brief.", "max_tokens": 7})

    assert provider.bodies[0]["system"] == "Be brief."
    assert provider.bodies[0]["max_tokens"] == 7


@pytest.mark.parametrize("temperature", [0, 0.3, 1])
def test_a_temperature_travels_by_the_api_version_that_still_takes_one(serve, temperature):
    provider = ScriptedAnthropic()

    serve(provider).post("/v1/chat", json={"message": "hi", "temperature": temperature})

    assert provider.bodies[0]["temperature"] == temperature
    assert provider.requests[0].headers["anthropic-version"] == "2023-06-01"


def test_the_sdks_limit_for_answers_that_are_not_streamed_does_not_apply(serve):
    """Even with the one pair of settings that equals the SDK's own default timeout."""
    client = serve(provider_timeout=600, provider_connect_timeout=5)

    reply = client.post("/v1/chat", json={"message": "hi", "max_tokens": 64_000})

    assert reply.status_code == 200


def test_the_key_is_the_one_of_the_settings_and_nothing_else_of_the_environment(serve, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-sim-environment")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "sk-sim-token")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "https://elsewhere.invalid")
    provider = ScriptedAnthropic()

    serve(
        provider, anthropic_api_key="sk-sim-given", anthropic_base_url="https://given.invalid/anthropic"
    ).post("/v1/chat", json={"message": "hi"})

    assert provider.requests[0].headers["authorization"] == "Bearer sk-sim-given"
    assert "x-api-key" not in provider.requests[0].headers
    assert str(provider.requests[0].url) == "https://given.invalid/anthropic/v1/messages"


def test_without_a_key_the_app_runs_and_says_so(serve, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "sk-sim-token")
    provider = ScriptedAnthropic()
    client = serve(provider, anthropic_api_key=None)

    assert client.get("/health").json() == {"status": "ok"}
    reply = client.post("/v1/chat", json={"message": "hi"})

    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "provider_not_configured")
    assert provider.requests == []
