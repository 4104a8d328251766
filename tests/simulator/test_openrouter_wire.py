"""The simulated OpenRouter, byte by byte: OpenAI's format, with a provider, a price and its own errors."""

import json

import pytest
from simulator_process import HEADERS, Simulator

MODEL = "google/gemini-2.5-flash"
QUESTION = {"role": "user", "content": "count to 3"}


def send(simulator: Simulator, method: str, path: str, **more):
    url = f"{simulator.data_url}/openrouter/api/v1{path}"
    return simulator.client.request(method, url, **{"headers": HEADERS["openrouter"], **more})


def ask(simulator: Simulator, **fields):
    body = {"model": MODEL, "messages": [QUESTION], **fields}
    return send(
        simulator,
        "POST",
        "/chat/completions",
        json={name: one for name, one in body.items() if one is not ...},
    )


def chunks(reply):
    lines = [line for line in reply.text.split("\n\n") if line and not line.startswith(":")]
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]


def error(reply, status):
    assert reply.status_code == status, reply.text
    assert reply.json()["error"]["code"] == status
    return reply.json()["error"]


def test_an_answer_names_the_provider_and_what_it_cost(simulator):
    reply = ask(simulator)

    body, entry = reply.json(), simulator.entry(1)
    (choice,) = body["choices"]
    assert body["id"] == reply.headers["x-generation-id"] == entry["request_id"]
    assert (body["object"], body["model"], body["provider"]) == ("chat.completion", MODEL, "Google")
    assert choice["message"]["content"] == entry["reply"]
    assert (choice["finish_reason"], choice["native_finish_reason"]) == ("stop", "STOP")
    usage = body["usage"]
    assert usage["prompt_tokens"] == entry["usage"]["input_tokens"]
    assert usage["cost"] == pytest.approx(
        (usage["prompt_tokens"] * 0.3 + usage["completion_tokens"] * 2.5) / 1e6
    )
    assert usage["cost"] == usage["cost_details"]["upstream_inference_cost"]
    assert usage["is_byok"] is False


def test_a_stream_starts_with_comments_and_ends_with_the_usage(simulator):
    reply = ask(simulator, stream=True, usage={"include": True})

    *tokens, finish, last = chunks(reply)
    assert reply.text.startswith(": OPENROUTER PROCESSING\n\n")
    assert "".join(one["choices"][0]["delta"]["content"] for one in tokens) == simulator.entry(1)["reply"]
    assert all("usage" not in one for one in (*tokens, finish))
    assert all((one["provider"], one["model"]) == ("Google", MODEL) for one in (*tokens, finish, last))
    for one in (finish, last):
        assert one["choices"][0]["finish_reason"] == "stop"
        assert one["choices"][0]["delta"]["content"] == ""
    assert last["usage"]["cost"] > 0


def test_the_app_that_asks_is_in_the_journal(simulator):
    names = {"HTTP-Referer": "https://course.example", "X-Title": "The course"}

    send(simulator, "POST", "/chat/completions", json={}, headers=HEADERS["openrouter"] | names)

    seen = simulator.entry(1)["headers"]
    assert (seen["http-referer"], seen["x-title"]) == ("https://course.example", "The course")


@pytest.mark.parametrize(
    ("fields", "model", "provider"),
    [
        ({"models": ["openai/gpt-4.1-mini"]}, MODEL, "Google"),
        ({"model": ..., "models": ["openai/gpt-4.1-mini", MODEL]}, "openai/gpt-4.1-mini", "OpenAI"),
        ({"model": "gone/model", "models": ["deepseek/deepseek-v3.2"]}, "deepseek/deepseek-v3.2", "DeepSeek"),
        ({"provider": {"order": ["Vertex", "Google"]}}, MODEL, "Vertex"),
        ({"provider": {"only": ["Azure"], "allow_fallbacks": False}, "route": "fallback"}, MODEL, "Azure"),
        ({"transforms": ["middle-out"], "unknown_field": 1}, MODEL, "Google"),
    ],
)
def test_models_and_providers_are_chosen_as_wished(simulator, fields, model, provider):
    body = ask(simulator, **fields).json()

    assert (body["model"], body["provider"]) == (model, provider)


@pytest.mark.parametrize(
    ("model", "fields", "reason", "native"),
    [
        ("anthropic/claude-haiku-4.5", {}, "stop", "end_turn"),
        ("anthropic/claude-haiku-4.5", {"max_tokens": 2}, "length", "max_tokens"),
        ("openai/gpt-5.5", {"max_tokens": 2, "temperature": 0.3}, "length", "length"),
    ],
)
def test_the_reason_to_stop_is_told_in_both_words(simulator, model, fields, reason, native):
    (choice,) = ask(simulator, model=model, **fields).json()["choices"]

    assert (choice["finish_reason"], choice["native_finish_reason"]) == (reason, native)


def test_a_prompt_too_long_may_lose_its_middle(simulator):
    long = [{"role": "user", "content": "word " * 140_000}]

    refused = error(ask(simulator, messages=long), 400)
    shortened = ask(simulator, messages=long, transforms=["middle-out"])

    assert "maximum context length is 131072 tokens" in refused["message"]
    assert shortened.json()["usage"]["prompt_tokens"] <= 131_072


REFUSED = {
    "no model": ({"model": ...}, "No models provided"),
    "unknown model": ({"model": "gone/model"}, "gone/model is not a valid model ID"),
    "unknown models": ({"model": "gone/model", "models": ["no/more"]}, "is not a valid model ID"),
    "models of another type": ({"models": "all"}, "expected an array"),
    "provider of another type": ({"provider": "Google"}, "expected an object"),
    "no messages": ({"messages": ...}, 'specify "prompt" or "messages"'),
    "empty messages": ({"messages": []}, "empty array"),
    "wrong role": ({"messages": [{"role": "bot", "content": "x"}]}, "'bot'"),
    "too warm": ({"temperature": 3}, "<= 2"),
    "too many tokens": ({"max_tokens": 140_000}, "140000 in the output"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_request_is_a_400_with_a_number_for_a_code(simulator, case):
    fields, words = REFUSED[case]

    reply = ask(simulator, **fields)

    assert words in error(reply, 400)["message"]
    assert reply.json()["user_id"]


def test_an_ignored_provider_leaves_none(simulator):
    assert "No allowed providers" in error(ask(simulator, provider={"ignore": ["Google"]}), 404)["message"]


@pytest.mark.parametrize(
    ("headers", "words"),
    [({}, "Missing Authentication header"), ({"authorization": "Bearer sk-or-v1-secret"}, "sk-sim-")],
)
def test_a_missing_or_wrong_key_is_a_401_that_does_not_repeat_it(simulator, headers, words):
    found = error(send(simulator, "POST", "/chat/completions", json={}, headers=headers), 401)

    assert words in found["message"]
    assert "secret" not in json.dumps(simulator.entry(1))


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/chat/completions", 405)]
)
def test_a_wrong_address_is_an_error_of_the_same_shape(simulator, method, path, status):
    error(send(simulator, method, path), status)


@pytest.mark.parametrize("status", [402, 403, 408, 429, 500, 502, 503, 529])
def test_a_scripted_status_has_the_vendors_shape(simulator, status):
    simulator.fault("status", status=status, error_type="scripted", retry_after=2)

    reply = ask(simulator)

    found = error(reply, status)
    assert found["message"]
    assert found["metadata"]["error_type"] == "scripted"
    assert reply.headers["retry-after"] == "2"
    assert ("x-ratelimit-remaining" in reply.headers) == (status == 429)


def test_an_error_in_a_stream_is_a_chunk_that_ends_it(simulator):
    simulator.fault("error_event", after_tokens=1, error_type="provider_disconnected")

    *_, last = (line for line in ask(simulator, stream=True).text.split("\n\n") if line)

    chunk = json.loads(last.removeprefix("data: "))
    assert chunk["error"]["code"] == 502
    assert chunk["error"]["metadata"] == {"error_type": "provider_disconnected", "provider_name": "Google"}
    assert chunk["choices"][0]["finish_reason"] == "error"
    assert (chunk["object"], chunk["model"]) == ("chat.completion.chunk", MODEL)


def test_the_models_are_listed_with_their_prices(simulator):
    listed = {one["id"]: one for one in send(simulator, "GET", "/models").json()["data"]}

    assert len(listed) == 8
    assert listed[MODEL]["pricing"]["prompt"] == "0.0000003"
    assert listed[MODEL]["context_length"] == 131_072
    assert all(float(one["pricing"]["completion"]) > 0 for one in listed.values())
