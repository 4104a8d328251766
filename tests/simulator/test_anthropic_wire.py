"""Anthropic's own rules: what it refuses and how, its two API versions, its stream, its other routes."""

import base64
import json
from typing import Any

import pytest
from simulator_process import HEADERS, Simulator
from wire import body

PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x00\x80\x08\x02\x00\x00\x00"
).decode()
USER = {"role": "user", "content": "hello"}
CALL = {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "add", "input": {}}]}
CITED = {"type": "text", "text": "hi", "citations": [{"type": "char_location"}]}
DOCUMENT = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "a text"}}
TOOL = {"name": "add", "description": "Add two numbers", "input_schema": {"type": "object", "properties": {}}}


def result(id_: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": id_, "content": "3"}]}


def picture(media_type: str, data: str) -> dict[str, Any]:
    source = {"type": "base64", "media_type": media_type, "data": data}
    return {"messages": [{"role": "user", "content": [{"type": "image", "source": source}]}]}


def post(
    simulator: Simulator, path: str = "/v1/messages", headers: dict[str, str] | None = None, **more: Any
):
    """Ask for a completion; a field that is None is left out."""
    content = {name: value for name, value in (body("anthropic") | more).items() if value is not None}
    sent = HEADERS["anthropic"] if headers is None else headers
    return simulator.client.post(f"{simulator.data_url}/anthropic{path}", headers=sent, json=content)


def get(simulator: Simulator, path: str):
    return simulator.client.get(f"{simulator.data_url}/anthropic{path}", headers=HEADERS["anthropic"])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"max_tokens": None}, "max_tokens: Field required"),
        ({"max_tokens": 0}, "max_tokens: Input should be greater than or equal to 1"),
        (
            {"max_tokens": 64_001},
            "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens",
        ),
        ({"max_tokens": "many"}, "max_tokens: Input should be a valid integer"),
        ({"messages": None}, "messages: Field required"),
        ({"messages": []}, "messages: at least one message is required"),
        (
            {"messages": [{"role": "assistant", "content": "hi"}]},
            'messages: first message must use the "user" role',
        ),
        (
            {"messages": [{"role": "robot", "content": "hi"}]},
            "messages.0.role: Input should be 'user', 'assistant'",
        ),
        ({"messages": [{"role": "system", "content": "hi"}]}, 'messages: Unexpected role "system"'),
        ({"messages": [{"role": "user", "content": ""}]}, "messages: text content blocks must be non-empty"),
        (
            {"messages": [{"role": "user", "content": []}]},
            "messages.0: all messages must have non-empty content",
        ),
        ({"messages": [{"role": "user"}]}, "messages.0.content: Field required"),
        ({"messages": [USER, CALL]}, "messages.1: `tool_use` ids were found without `tool_result` blocks"),
        (
            {"messages": [USER, CALL, USER]},
            "messages.1: `tool_use` ids were found without `tool_result` blocks",
        ),
        (
            {"messages": [USER, CALL, result("toolu_2")]},
            "messages.2.content.0: unexpected `tool_use_id` found",
        ),
        ({"messages": [result("toolu_1")]}, "messages.0.content.0: unexpected `tool_use_id` found"),
        ({"max_token": 5}, "max_token: Extra inputs are not permitted"),
        ({"messages": [USER | {"name": "ada"}]}, "messages.0.name: Extra inputs are not permitted"),
        ({"stop_sequences": [" "]}, "stop_sequences: each stop sequence must contain non-whitespace"),
        ({"tool_choice": {"type": "any"}}, "tool_choice: tool_choice may only be specified while providing"),
        (
            {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "sub"}},
            "tool_choice: Tool 'sub' not found",
        ),
        ({"tools": [{"name": "add"}]}, "tools.0.input_schema: Field required"),
        (
            {"output_config": {"format": {"type": "xml"}}},
            "output_config.format.type: Input should be 'json_schema'",
        ),
        (picture("image/gif", PNG), "messages.0.content.0.image.source.base64.data: The image was specified"),
        (picture("image/png", "###"), "messages.0.content.0.image.source.base64: invalid base64 data"),
        (picture("image/png", "aGVsbG8="), "Could not process image"),
    ],
)
def test_a_wrong_request_is_the_vendors_400(simulator: Simulator, fields, message):
    answer = post(simulator, **fields)

    error = answer.json()
    assert answer.status_code == 400
    assert (error["type"], error["error"]["type"]) == ("error", "invalid_request_error")
    assert error["error"]["message"].startswith(message)
    assert error["request_id"] == answer.headers["request-id"]


@pytest.mark.parametrize(
    ("headers", "status", "kind", "message"),
    [
        ({"anthropic-version": "2026-10-21"}, 401, "authentication_error", "x-api-key header is required"),
        ({"x-api-key": "sk-ant-1"}, 401, "authentication_error", "invalid x-api-key"),
        ({"x-api-key": "sk-sim-1"}, 400, "invalid_request_error", "anthropic-version: header is required"),
        ({"x-api-key": "sk-sim-1", "anthropic-version": "2020"}, 400, "invalid_request_error", "anthropic"),
    ],
)  # fmt: skip
def test_a_wrong_key_or_version_is_refused(simulator: Simulator, headers, status, kind, message):
    answer = post(simulator, headers=headers)

    assert (answer.status_code, answer.json()["error"]["type"]) == (status, kind)
    assert answer.json()["error"]["message"].startswith(message)


def test_a_bearer_token_is_a_key_too(simulator: Simulator):
    headers = {"authorization": "Bearer sk-sim-1", "anthropic-version": "2023-06-01"}

    assert post(simulator, headers=headers).status_code == 200


def test_an_unknown_model_is_a_404(simulator: Simulator):
    answer = post(simulator, model="claude-nobody")

    assert answer.status_code == 404
    assert answer.json()["error"] == {"type": "not_found_error", "message": "model: claude-nobody"}


@pytest.mark.parametrize(
    "fields",
    [
        {"temperature": 1.0},
        {"top_p": 0.5},
        {"top_k": 5},
        {"messages": [{"role": "user", "content": [CITED]}]},
        {"messages": [USER, {"role": "assistant", "content": [DOCUMENT]}, USER]},
    ],
    ids=["temperature", "top_p", "top_k", "citations", "document"],
)  # fmt: skip
def test_the_two_api_versions_differ(simulator: Simulator, fields):
    legacy = HEADERS["anthropic"] | {"anthropic-version": "2023-06-01"}

    assert post(simulator, **fields).status_code == 400
    assert post(simulator, headers=legacy, **fields).status_code == 200


@pytest.mark.parametrize(("model", "status"), [("claude-haiku-4-5", 200), ("claude-opus-4-6", 400)])
def test_only_the_older_models_take_a_prefill(simulator: Simulator, model, status):
    answer = post(simulator, model=model, messages=[USER, {"role": "assistant", "content": "The answer is"}])

    assert answer.status_code == status


def test_a_prompt_beyond_the_context_window_is_refused(simulator: Simulator):
    answer = post(simulator, messages=[{"role": "user", "content": "many words " * 110_000}])

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].endswith("tokens > 200000 maximum")
    assert answer.json()["error"]["message"].startswith("prompt is too long: ")


def test_a_body_beyond_32_mb_is_a_413(simulator: Simulator):
    answer = post(simulator, messages=[{"role": "user", "content": "x" * (32 * 1024 * 1024)}])

    assert (answer.status_code, answer.json()["error"]["type"]) == (413, "request_too_large")


def test_max_tokens_and_stop_sequences_have_their_stop_reasons(simulator: Simulator):
    limited = post(simulator, max_tokens=5).json()
    stopped = post(simulator, stop_sequences=[" 7", " 9"]).json()

    assert (limited["stop_reason"], limited["usage"]["output_tokens"]) == ("max_tokens", 5)
    assert (stopped["stop_reason"], stopped["stop_sequence"]) == ("stop_sequence", " 7")
    assert stopped["content"][0]["text"].endswith("6")


def test_a_stream_has_the_vendors_events_in_order(simulator: Simulator):
    events = post(simulator, stream=True, max_tokens=3).text.strip().split("\n\n")

    names = [event.splitlines()[0].removeprefix("event: ") for event in events]
    last = json.loads(events[-2].splitlines()[1].removeprefix("data: "))
    assert names == [
        "message_start", "content_block_start", "ping", *["content_block_delta"] * 3,
        "content_block_stop", "message_delta", "message_stop",
    ]  # fmt: skip
    assert last["delta"] == {"stop_reason": "max_tokens", "stop_sequence": None}
    assert last["usage"]["output_tokens"] == 3


def test_a_tool_is_called_and_its_result_read(simulator: Simulator):
    ask = {"role": "user", "content": "add 2 and 3"}
    first = post(simulator, messages=[ask], tools=[TOOL], tool_choice={"type": "any"}).json()
    call = first["content"][-1]
    turns = [ask, {"role": "assistant", "content": first["content"]}, result(call["id"])]

    second = post(simulator, messages=turns, tools=[TOOL]).json()

    assert (first["stop_reason"], call["type"], call["name"]) == ("tool_use", "tool_use", "add")
    assert second["stop_reason"] == "end_turn"


def test_structured_output_follows_its_schema_under_both_names(simulator: Simulator):
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer"}},
        "required": ["n"],
        "additionalProperties": False,
    }
    wanted = {"type": "json_schema", "schema": schema}

    for fields in ({"output_config": {"format": wanted}}, {"output_format": wanted}):
        text = post(simulator, **fields).json()["content"][0]["text"]
        assert isinstance(json.loads(text)["n"], int)


def test_a_schema_that_allows_nothing_is_a_400(simulator: Simulator):
    wanted = {"type": "json_schema", "schema": {"type": "nonsense"}}

    assert post(simulator, output_config={"format": wanted}).status_code == 400


def test_tokens_are_counted_as_usage_counts_them(simulator: Simulator):
    counted = post(simulator, "/v1/messages/count_tokens", max_tokens=None).json()

    assert counted == {"input_tokens": post(simulator).json()["usage"]["input_tokens"]}
    assert post(simulator, "/v1/messages/count_tokens").status_code == 400


def test_models_are_listed_page_by_page(simulator: Simulator):
    first = get(simulator, "/v1/models?limit=4").json()
    second = get(simulator, f"/v1/models?limit=100&after_id={first['last_id']}").json()

    ids = [model["id"] for model in first["data"] + second["data"]]
    assert (first["has_more"], second["has_more"], len(first["data"])) == (True, False, 4)
    assert len(ids) == len(set(ids)) == 16
    assert get(simulator, "/v1/models/claude-haiku-4-5").json()["max_tokens"] == 64_000
    assert get(simulator, "/v1/models/claude-nobody").status_code == 404
    assert get(simulator, "/v1/models?limit=0").status_code == 400


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/messages", 405), ("/v1/nothing", 404), ("/v1/messages/", 404)]
)
def test_other_routes_have_the_vendors_error(simulator: Simulator, path, status):
    answer = get(simulator, path)

    assert answer.status_code == status
    assert answer.json()["type"] == "error"


def test_every_answer_has_a_request_id_and_rate_limits(simulator: Simulator):
    for answer in (post(simulator), post(simulator, max_tokens=0), get(simulator, "/v1/models")):
        assert answer.headers["request-id"].startswith("req_")
        for name in ("requests", "tokens", "input-tokens", "output-tokens"):
            for what in ("limit", "remaining", "reset"):
                assert f"anthropic-ratelimit-{name}-{what}" in answer.headers
