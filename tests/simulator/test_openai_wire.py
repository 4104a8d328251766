"""The simulated OpenAI, byte by byte: what the vendor sends, and what it refuses in its own words."""

import base64
import inspect
import json
import math
import struct

import pytest
from openai.resources.chat.completions import Completions
from simulator_process import HEADERS, Simulator

from provider_simulator.vendors.openai.fields import CHECKS

MODEL = "gpt-4.1-mini"
QUESTION = {"role": "user", "content": "count to 3"}
PARAMETERS = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
WEATHER = {
    "type": "function",
    "function": {"name": "get_weather", "description": "The weather in a city", "parameters": PARAMETERS},
}
CALLED = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
    ],
}
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 3, 2)).decode()


def send(simulator: Simulator, method: str, path: str, **more):
    return simulator.client.request(
        method, f"{simulator.data_url}/openai/v1{path}", **{"headers": HEADERS["openai"], **more}
    )


def ask(simulator: Simulator, **given):
    body = {"model": MODEL, "messages": [QUESTION], **given}
    return send(
        simulator,
        "POST",
        "/chat/completions",
        json={name: one for name, one in body.items() if one is not ...},
    )


def chunks(reply):
    lines = [line.removeprefix("data: ") for line in reply.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def error(reply, status):
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/json"
    found = reply.json()
    assert found.keys() == {"error"}
    assert found["error"].keys() == {"message", "type", "param", "code"}
    return found["error"]


def test_an_answer_has_every_field_of_the_vendors(simulator):
    reply = ask(simulator)

    entry = simulator.entry(1)
    body = reply.json()
    (choice,) = body["choices"]
    assert reply.headers["content-type"] == "application/json"
    assert body["object"] == "chat.completion"
    assert body["model"] == MODEL
    assert body["id"].startswith("chatcmpl-")
    assert body["service_tier"] == "default"
    assert body["system_fingerprint"].startswith("fp_")
    assert choice["message"]["content"] == f"1 2 3 [sim:{entry['nonce']}]" == entry["reply"]
    assert choice["message"]["refusal"] is None
    assert (choice["index"], choice["logprobs"], choice["finish_reason"]) == (0, None, "stop")
    assert body["usage"]["total_tokens"] == entry["usage"]["input_tokens"] + entry["usage"]["output_tokens"]
    assert body["usage"]["prompt_tokens_details"]["cached_tokens"] == 0
    assert body["usage"]["completion_tokens_details"]["reasoning_tokens"] == 0


def test_the_headers_tell_the_request_its_time_and_the_limits(simulator):
    reply = ask(simulator)

    assert reply.headers["x-request-id"] == simulator.entry(1)["request_id"]
    assert reply.headers["openai-version"] == "2020-10-01"
    assert int(reply.headers["openai-processing-ms"]) >= 0
    assert {
        f"x-ratelimit-{what}-{of}"
        for what in ("limit", "remaining", "reset")
        for of in ("requests", "tokens")
    } <= set(reply.headers)


def test_a_stream_names_the_role_then_sends_tokens_then_the_reason(simulator):
    reply = ask(simulator, stream=True)

    first, *middle, last = chunks(reply)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    assert "".join(one["choices"][0]["delta"]["content"] for one in middle) == simulator.entry(1)["reply"]
    assert len(middle) == simulator.entry(1)["tokens_sent"]
    assert (last["choices"][0]["delta"], last["choices"][0]["finish_reason"]) == ({}, "stop")
    assert {one["object"] for one in (first, *middle, last)} == {"chat.completion.chunk"}
    assert all("usage" not in one for one in (first, *middle, last))


def test_usage_when_asked_for_is_null_until_a_last_chunk_without_choices(simulator):
    *others, last = chunks(ask(simulator, stream=True, stream_options={"include_usage": True}))

    assert [one["usage"] for one in others] == [None] * len(others)
    assert last["choices"] == []
    assert last["usage"]["completion_tokens"] == simulator.entry(1)["usage"]["output_tokens"]


@pytest.mark.parametrize(
    ("fields", "text", "reason"),
    [
        ({"stop": " 3"}, "1 2", "stop"),
        ({"stop": ["x", " 2", " 3"]}, "1", "stop"),
        ({"stop": None}, None, "stop"),
        ({"max_tokens": 2}, "1 2", "length"),
        ({"max_completion_tokens": 1}, "1", "length"),
        ({"model": "gpt-5.5", "max_completion_tokens": 2, "temperature": 1}, "1 2", "length"),
    ],
)
def test_stop_sequences_and_limits_end_the_answer(simulator, fields, text, reason):
    (choice,) = ask(simulator, **fields).json()["choices"]

    assert choice["message"]["content"] == (text or simulator.entry(1)["reply"])
    assert choice["finish_reason"] == reason


@pytest.mark.parametrize("role", ["system", "developer"])
@pytest.mark.parametrize(
    "content", ["Answer in upper case.", [{"type": "text", "text": "Answer in upper case."}]]
)
def test_both_system_roles_and_both_forms_of_content_are_read(simulator, role, content):
    system = {"role": role, "content": content}
    said = {"role": "user", "content": [{"type": "text", "text": "say hello"}]}

    assert (
        ask(simulator, messages=[system, said]).json()["choices"][0]["message"]["content"].startswith("HELLO")
    )


def test_an_image_in_a_data_url_is_seen(simulator):
    picture = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}", "detail": "low"}}

    reply = ask(
        simulator, messages=[{"role": "user", "content": [{"type": "text", "text": "What?"}, picture]}]
    )

    assert "image/png, 24 bytes, 3 x 2 pixels" in reply.json()["choices"][0]["message"]["content"]


def test_an_image_elsewhere_is_not_fetched(simulator):
    picture = {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}}

    reply = ask(simulator, messages=[{"role": "user", "content": [picture]}])

    assert "not fetched" in reply.json()["choices"][0]["message"]["content"]


def test_a_tool_is_called_and_its_result_answered_from(simulator):
    asked = {"role": "user", "content": "What is the weather in Paris?"}
    first = ask(simulator, messages=[asked], tools=[WEATHER]).json()["choices"][0]
    (call,) = first["message"]["tool_calls"]
    told = {"role": "tool", "tool_call_id": call["id"], "content": '{"degrees": 18}'}

    second = ask(simulator, messages=[asked, first["message"], told], tools=[WEATHER]).json()["choices"][0]

    assert first["finish_reason"] == "tool_calls"
    assert first["message"]["content"] is None
    assert call["type"] == "function"
    assert json.loads(call["function"]["arguments"]) == {"city": "Paris"}
    assert simulator.entry(1)["nonce"] in call["id"]
    assert second["finish_reason"] == "stop"
    assert second["message"]["content"].startswith("get_weather says: degrees: 18.")


def test_a_streamed_tool_call_is_named_first_and_its_arguments_come_in_pieces(simulator):
    asked = {"role": "user", "content": "What is the weather in Paris?"}

    _, opening, *pieces, last = chunks(ask(simulator, messages=[asked], tools=[WEATHER], stream=True))

    (call,) = opening["choices"][0]["delta"]["tool_calls"]
    assert (call["index"], call["type"]) == (0, "function")
    assert call["function"] == {"name": "get_weather", "arguments": ""}
    parts = [one["choices"][0]["delta"]["tool_calls"][0] for one in pieces]
    assert len(parts) > 1
    assert "".join(part["function"]["arguments"] for part in parts) == '{"city":"Paris"}'
    assert last["choices"][0]["finish_reason"] == "tool_calls"


def test_parallel_tool_calls_come_together_unless_refused(simulator):
    add = {"type": "function", "function": {"name": "get_time", "parameters": PARAMETERS}}
    fields = {"messages": [{"role": "user", "content": "Weather and time in Rome?"}], "tools": [WEATHER, add]}

    both = ask(simulator, **fields).json()["choices"][0]["message"]["tool_calls"]
    one = ask(simulator, **fields, parallel_tool_calls=False).json()["choices"][0]["message"]["tool_calls"]

    assert [call["function"]["name"] for call in both] == ["get_weather", "get_time"]
    assert len({call["id"] for call in both}) == 2
    assert [call["function"]["name"] for call in one] == ["get_weather"]


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "get_weather"}}])
def test_a_tool_is_called_when_the_choice_says_so(simulator, choice):
    reply = ask(simulator, tools=[WEATHER], tool_choice=choice)

    assert reply.json()["choices"][0]["message"]["tool_calls"][0]["function"]["name"] == "get_weather"


def test_json_output_is_an_object_with_the_nonce(simulator):
    messages = [{"role": "system", "content": "Answer as JSON"}, QUESTION]

    reply = ask(simulator, messages=messages, response_format={"type": "json_object"})

    said = json.loads(reply.json()["choices"][0]["message"]["content"])
    assert said == {"answer": "1 2 3", "nonce": simulator.entry(1)["nonce"]}


def test_json_output_keeps_to_a_strict_schema(simulator):
    form = {"type": "json_schema", "json_schema": {"name": "place", "strict": True, "schema": PARAMETERS}}

    reply = ask(simulator, messages=[{"role": "user", "content": "Go to Oslo"}], response_format=form)

    said = json.loads(reply.json()["choices"][0]["message"]["content"])
    assert said == {"city": f"Oslo [sim:{simulator.entry(1)['nonce']}]"}


def test_every_field_the_real_client_can_send_is_known():
    sendable = set(inspect.signature(Completions.create).parameters)

    assert set(CHECKS) == sendable - {"self", "extra_headers", "extra_query", "extra_body", "timeout"}


@pytest.mark.parametrize(
    "name", ["seed", "user", "metadata", "store", "temperature", "top_p", "logprobs", "tools", "n"]
)
def test_null_stands_for_not_given(simulator, name):
    assert ask(simulator, **{name: None}).status_code == 200


def strict(schema):
    return {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": schema}}


OPEN = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
LACKING = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": [],
    "additionalProperties": False,
}
ENDLESS = {
    "type": "object",
    "properties": {"a": {"$ref": "#"}},
    "required": ["a"],
    "additionalProperties": False,
}
REFUSED = {
    "no model": ({"model": ...}, 400, None, None, "model parameter"),
    "model of another type": ({"model": 4}, 400, "model", "invalid_type", "expected a string"),
    "unknown model": ({"model": "gpt-9"}, 404, None, "model_not_found", "`gpt-9` does not exist"),
    "embedding model": ({"model": "text-embedding-3-small"}, 404, "model", None, "not a chat model"),
    "no messages": ({"messages": ...}, 400, "messages", "missing_required_parameter", "'messages'"),
    "null messages": ({"messages": None}, 400, "messages", "missing_required_parameter", "'messages'"),
    "empty messages": ({"messages": []}, 400, "messages", "empty_array", "empty array"),
    "messages of another type": ({"messages": "hi"}, 400, "messages", "invalid_type", "expected an array"),
    "message of another type": (
        {"messages": ["hi"]},
        400,
        "messages[0]",
        "invalid_type",
        "expected an object",
    ),
    "no role": (
        {"messages": [{"content": "x"}]},
        400,
        "messages[0].role",
        "missing_required_parameter",
        "role",
    ),
    "wrong role": (
        {"messages": [{"role": "bot", "content": "x"}]},
        400,
        "messages[0].role",
        "invalid_value",
        "'bot'",
    ),
    "no content": ({"messages": [{"role": "user"}]}, 400, "messages[0].content", None, "got null"),
    "content of another type": (
        {"messages": [{"role": "user", "content": 5}]},
        400,
        "messages[0].content",
        "invalid_type",
        "an integer",
    ),
    "unknown part": (
        {"messages": [{"role": "user", "content": [{"type": "video"}]}]},
        400,
        "messages[0].content[0].type",
        "invalid_value",
        "'video'",
    ),
    "broken image": (
        {
            "messages": [
                {
                    "role": "user",
                    "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,@@"}}],
                }
            ]
        },
        400,
        "messages[0].content[0].image_url",
        "invalid_base64",
        "base64",
    ),
    "no image": (
        {
            "messages": [
                {
                    "role": "user",
                    "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}],
                }
            ]
        },
        400,
        "messages[0].content[0].image_url",
        "invalid_image_format",
        "unsupported image",
    ),
    "a result without a call": (
        {"messages": [QUESTION, {"role": "tool", "tool_call_id": "call_1", "content": "x"}]},
        400,
        "messages[1].role",
        None,
        "preceeding message",
    ),
    "a call without a result": ({"messages": [QUESTION, CALLED, QUESTION]}, 400, "messages", None, "call_1"),
    "a call left open": ({"messages": [QUESTION, CALLED]}, 400, "messages", None, "call_1"),
    "unknown field": (
        {"temprature": 1},
        400,
        None,
        None,
        "Unrecognized request argument supplied: temprature",
    ),
    "temperature of another type": (
        {"temperature": "hot"},
        400,
        "temperature",
        "invalid_type",
        "expected a decimal",
    ),
    "too warm": ({"temperature": 2.5}, 400, "temperature", "decimal_above_max_value", "<= 2"),
    "too cold": ({"temperature": -1}, 400, "temperature", "decimal_below_min_value", ">= 0"),
    "no tokens": ({"max_tokens": 0}, 400, "max_tokens", "integer_below_min_value", ">= 1"),
    "half a token": ({"max_tokens": 1.5}, 400, "max_tokens", "invalid_type", "expected an integer"),
    "a true number": ({"max_tokens": True}, 400, "max_tokens", "invalid_type", "a boolean"),
    "too many tokens": ({"max_tokens": 32_769}, 400, "max_tokens", "invalid_value", "at most 32768"),
    "both limits": (
        {"max_tokens": 5, "max_completion_tokens": 5},
        400,
        "max_tokens",
        "invalid_parameter_combination",
        "same time",
    ),
    "max_tokens for a model that reasons": (
        {"model": "gpt-5.5", "max_tokens": 5},
        400,
        "max_tokens",
        "unsupported_parameter",
        "'max_completion_tokens' instead",
    ),
    "temperature for a model that reasons": (
        {"model": "gpt-6-sol", "temperature": 0},
        400,
        "temperature",
        "unsupported_value",
        "Only the default (1)",
    ),
    "two choices": ({"n": 2}, 400, "n", "unsupported_parameter", "one choice"),
    "log probabilities": ({"logprobs": True}, 400, "logprobs", "unsupported_parameter", "simulator"),
    "functions": ({"functions": [{}]}, 400, "functions", "unsupported_parameter", "'tools'"),
    "sound": ({"modalities": ["audio"]}, 400, "modalities", "unsupported_parameter", "text"),
    "five stops": ({"stop": ["a"] * 5}, 400, "stop", "array_above_max_length", "maximum length 4"),
    "a stop of another type": ({"stop": [1]}, 400, "stop[0]", "invalid_type", "expected a string"),
    "stream of another type": ({"stream": "yes"}, 400, "stream", "invalid_type", "expected a boolean"),
    "options without a stream": (
        {"stream_options": {"include_usage": True}},
        400,
        "stream_options",
        None,
        "only allowed when 'stream'",
    ),
    "JSON not mentioned": (
        {"response_format": {"type": "json_object"}},
        400,
        "messages",
        None,
        "the word 'json'",
    ),
    "unknown format": (
        {"response_format": {"type": "xml"}},
        400,
        "response_format.type",
        "invalid_value",
        "'xml'",
    ),
    "no schema": (
        {"response_format": {"type": "json_schema"}},
        400,
        "response_format.json_schema",
        "missing_required_parameter",
        "schema",
    ),
    "an open schema": (
        {"response_format": strict(OPEN)},
        400,
        "response_format",
        "invalid_json_schema",
        "'additionalProperties'",
    ),
    "an incomplete schema": (
        {"response_format": strict(LACKING)},
        400,
        "response_format",
        "invalid_json_schema",
        "Missing 'a'",
    ),
    "no object": (
        {"response_format": strict({"type": "array"})},
        400,
        "response_format",
        "invalid_json_schema",
        '"object"',
    ),
    "an endless schema": (
        {"response_format": strict(ENDLESS)},
        400,
        "response_format",
        "invalid_json_schema",
        "never ends",
    ),
    "a tool of another kind": ({"tools": [{"type": "web"}]}, 400, "tools[0].type", "invalid_value", "'web'"),
    "a tool without a function": (
        {"tools": [{"type": "function"}]},
        400,
        "tools[0].function",
        "missing_required_parameter",
        "",
    ),
    "a tool's bad name": (
        {"tools": [{"type": "function", "function": {"name": "a b"}}]},
        400,
        "tools[0].function.name",
        "invalid_value",
        "pattern",
    ),
    "a tool's bad schema": (
        {"tools": [{"type": "function", "function": {"name": "a", "parameters": {"type": "strang"}}}]},
        400,
        "tools[0].function.parameters",
        "invalid_function_parameters",
        "not a valid JSON schema",
    ),
    "a choice without tools": (
        {"tool_choice": "required"},
        400,
        "tool_choice",
        None,
        "'tools' are specified",
    ),
    "an unknown choice": (
        {"tools": [WEATHER], "tool_choice": "maybe"},
        400,
        "tool_choice",
        "invalid_value",
        "'maybe'",
    ),
    "a choice of an unknown tool": (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "x"}}},
        400,
        "tool_choice",
        None,
        "'x' not found",
    ),
    "a long prompt": (
        {"model": "gpt-4o", "messages": [{"role": "user", "content": "word " * 130_000}]},
        400,
        "messages",
        "context_length_exceeded",
        "maximum context length is 128000 tokens",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_request_gets_the_vendors_own_400(simulator, case):
    fields, status, param, code, words = REFUSED[case]

    found = error(ask(simulator, **fields), status)

    assert (found["type"], found["param"], found["code"]) == ("invalid_request_error", param, code)
    assert words in found["message"]
    assert simulator.entry(1)["ended"] == "error"


@pytest.mark.parametrize("content", [b"{", b"[]", b"", b'"x"', b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(simulator, content):
    reply = send(simulator, "POST", "/chat/completions", content=content)

    assert "could not parse the JSON body" in error(reply, 400)["message"]


@pytest.mark.parametrize(
    ("headers", "code", "words"),
    [
        ({}, None, "didn't provide an API key"),
        ({"authorization": "Basic sk-sim-x"}, None, "didn't provide an API key"),
        ({"authorization": "Bearer sk-proj-secret-secret"}, "invalid_api_key", "simulator"),
    ],
)
def test_a_missing_or_wrong_key_is_a_401_that_does_not_repeat_it(simulator, headers, code, words):
    found = error(send(simulator, "POST", "/chat/completions", json={}, headers=headers), 401)

    assert (found["type"], found["code"]) == ("invalid_request_error", code)
    assert words in found["message"]
    assert "secret" not in json.dumps(simulator.entry(1))


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "unknown_url"),
        ("GET", "/chat/completions", 405, "method_not_supported"),
        ("POST", "/models", 405, "method_not_supported"),
        ("GET", "/models/gpt-9", 404, "model_not_found"),
    ],
)
def test_a_wrong_address_gets_the_vendors_own_error(simulator, method, path, status, code):
    assert error(send(simulator, method, path), status)["code"] == code


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, "invalid_request_error", None),
        (401, "invalid_request_error", "invalid_api_key"),
        (429, "requests", "rate_limit_exceeded"),
        (500, "server_error", None),
        (503, "server_error", "overloaded"),
        (529, "server_error", None),
    ],
)
def test_a_scripted_status_has_the_vendors_words(simulator, status, kind, code):
    simulator.fault("status", status=status)

    found = error(ask(simulator), status)

    assert (found["type"], found["code"]) == (kind, code)
    assert found["message"]


def test_a_spent_quota_is_a_429_of_its_own(simulator):
    simulator.fault("status", status=429, error_code="insufficient_quota")

    found = error(ask(simulator), 429)

    assert (found["type"], found["code"]) == ("insufficient_quota", "insufficient_quota")
    assert "exceeded your current quota" in found["message"]


def test_an_error_in_a_stream_is_a_data_line_and_no_done_follows(simulator):
    simulator.fault("error_event", after_tokens=1)

    frames = [line for line in ask(simulator, stream=True).text.split("\n\n") if line]

    assert json.loads(frames[-1].removeprefix("data: "))["error"]["type"] == "server_error"
    assert len(frames) == 3


def test_the_models_are_listed_and_found(simulator):
    listed = send(simulator, "GET", "/models").json()

    assert listed["object"] == "list"
    assert {"gpt-4o", "gpt-4.1-mini", "gpt-5.5", "gpt-6-luna", "text-embedding-3-small"} <= {
        one["id"] for one in listed["data"]
    }
    for one in listed["data"]:
        assert send(simulator, "GET", f"/models/{one['id']}").json() == one
        assert one["object"] == "model"


def embed(simulator: Simulator, *texts, **fields):
    body = {"model": "text-embedding-3-small", "input": list(texts), **fields}
    return send(simulator, "POST", "/embeddings", json=body)


def test_embeddings_are_unit_vectors_in_which_similar_texts_are_nearer(simulator):
    reply = embed(
        simulator, "the cat sat on the mat", "the cat sat on a mat", "rate limits protect an API"
    ).json()

    cat, near, far = (one["embedding"] for one in reply["data"])
    assert [len(one) for one in (cat, near, far)] == [1536] * 3
    assert math.hypot(*cat) == pytest.approx(1, abs=1e-5)
    assert dot(cat, near) > 0.7
    assert dot(cat, far) < 0.3
    assert reply["usage"]["total_tokens"] == reply["usage"]["prompt_tokens"] > 10


def dot(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_embeddings_in_base64_are_the_same_floats(simulator):
    floats = embed(simulator, "hello", dimensions=64).json()["data"][0]["embedding"]
    packed = embed(simulator, "hello", dimensions=64, encoding_format="base64").json()["data"][0]["embedding"]

    assert list(struct.unpack("<64f", base64.b64decode(packed))) == pytest.approx(floats)
    assert math.hypot(*floats) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("fields", "status", "param", "code"),
    [
        ({"model": "gpt-4o"}, 404, None, "model_not_found"),
        ({"input": ""}, 400, "input", "invalid_value"),
        ({"input": []}, 400, "input", "invalid_value"),
        ({"input": [{}]}, 400, "input[0]", "invalid_type"),
        ({"input": None}, 400, "input", "missing_required_parameter"),
        ({"dimensions": 2000}, 400, "dimensions", "integer_above_max_value"),
        ({"encoding_format": "hex"}, 400, "encoding_format", "invalid_value"),
        ({"inputs": "x"}, 400, None, None),
        ({"input": "word " * 9000}, 400, "input", "context_length_exceeded"),
    ],
)
def test_a_wrong_embedding_request_is_refused(simulator, fields, status, param, code):
    found = error(embed(simulator, "x", **fields), status)

    assert (found["param"], found["code"]) == (param, code)
