"""Who means no good: pages of other sites, keys in odd places, and JSON that nobody can read or write."""

import hashlib
import json

import pytest
from simulator_process import HEADERS, KEY, Simulator
from wire import PATHS, VENDORS, ask, body

SECRET = "sk-ant-MARKER-7f3a9c"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://evil.example", "content-type": "text/plain"},
        {"host": "evil.example:9101"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "evil.example:9101", "origin": "http://evil.example:9101"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/reset"), ("GET", "/journal"), ("GET", "/")])
def test_a_page_of_another_site_cannot_drive_the_control_port(simulator: Simulator, headers, method, path):
    ask(simulator, "openai")

    reply = simulator.control(method, path, headers=headers)

    assert reply.status_code == 403
    assert list(reply.json()) == ["error"]
    assert len(simulator.journal()) == 1


@pytest.mark.parametrize("host", ["localhost:9101", "provider:9101", "[::1]:9101", "host.docker.internal:1"])
def test_this_machine_and_its_containers_can(simulator: Simulator, host):
    for origin in ({}, {"origin": f"http://{host}"}):
        assert simulator.control("POST", "/reset", headers={"host": host} | origin).status_code == 204


def test_no_key_is_in_the_journal_wherever_it_was_put(simulator: Simulator):
    headers = {"authorization": f"Bearer {SECRET}", "x-goog-api-key": SECRET, "x-note": f"my key: {SECRET}"}
    wanted = body("openai", text=f"my key is {SECRET}") | {"api_key": SECRET}
    url = f"{simulator.data_url}{PATHS['openai']}?api_key=odd-one&key={SECRET}&page=2"

    simulator.client.post(url, headers=headers, json=wanted)
    simulator.client.post(url, headers=headers, content=f"not JSON {SECRET}")
    simulator.client.get(f"{simulator.data_url}/anthropic/v1/models/{SECRET}", headers=headers)

    journal = simulator.control("GET", "/journal").text
    assert "MARKER" not in journal
    assert "odd-one" not in journal
    first, second, _ = simulator.journal()
    assert first["body"]["messages"] == [{"role": "user", "content": "my key is sk-ant-…"}]
    assert first["query"] == "api_key=…&key=…&page=2"
    assert second["body_text"] == "not JSON sk-ant-…"


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_entry_tells_which_key_was_used_without_giving_it_away(simulator: Simulator, vendor):
    ask(simulator, vendor)
    simulator.client.get(simulator.data_url + "/nowhere")

    used, none = simulator.journal()
    assert used["key"] == hashlib.sha256(KEY.encode()).hexdigest()[:8]
    assert none["key"] is None


def test_json_too_deep_for_other_programs_is_kept_as_text(simulator: Simulator):
    deep = b"[" * 900 + b"]" * 900

    simulator.client.post(simulator.data_url + PATHS["openai"], headers=HEADERS["openai"], content=deep)

    assert simulator.journal()[0]["body_text"] == deep.decode()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 429, "retry_after": "1\r\nx-evil: 1"},
        {"kind": "status", "status": 429, "retry_after": "später"},
        {"kind": "html", "status": 204},
        {"kind": "html", "status": 304},
    ],
)
def test_a_fault_that_http_cannot_carry_is_refused(simulator: Simulator, fault):
    reply = simulator.control("PUT", "/script", json={"rules": [{"fault": fault}]})

    assert reply.status_code == 422


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("stream", [False, True])
def test_integers_beyond_64_bits_do_no_harm(simulator: Simulator, vendor, stream):
    simulator.fault("tool_call", name="count", arguments={"to": 10**30})
    schema = {"type": "object", "properties": {"to": {"type": "integer", "maximum": 10**30}}}
    function = {"name": "count", "parameters": schema}
    tool = {"name": "count", "input_schema": schema} if vendor == "anthropic" else {"type": "function"}
    tools = [tool if vendor == "anthropic" else tool | {"function": function}]

    answer = ask(simulator, vendor, tools=tools, stream=stream)

    assert answer.status_code == 200
    assert simulator.last()["ended"] == "complete"


@pytest.mark.parametrize("pattern", ["a{1000000000}", "(a{9000}){9000}", "a{99999999999}", "(", "a{2,1}"])
def test_a_pattern_that_asks_too_much_is_refused_at_once(simulator: Simulator, pattern):
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "pattern": pattern}},
        "required": ["a"],
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}

    answer = ask(simulator, "openai", response_format=wanted)

    assert answer.status_code == 400
    assert json.loads(answer.text)["error"]["type"] == "invalid_request_error"
