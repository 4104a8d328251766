"""The log, the request's id, and the metrics: one record of each request, read once."""

import json
import re

import pytest
from conftest import ScriptedLlm, key_of

from app.metrics import Metrics
from genai_shared import errors
from genai_shared.observability.record import Record

HAIKU = "anthropic/claude-haiku-4-5"


@pytest.fixture
def log(capsys):
    """Return what gives the lines of the log, which the application writes to its standard output."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def of_requests(lines):
    return [line for line in lines if line["logger"] == "access"]


def value(text, name):
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else None


async def test_one_request_is_one_line_with_user_route_and_tokens(serve, log):
    async with serve(log_format="json") as served:
        await served.chat("ada", "/v1/chat/stream", message="rosebud")

    lines = log()
    (line,) = of_requests(lines)
    said = {name: line[name] for name in ("method", "route", "status", "ended", "user", "tier")}
    assert said == {
        "method": "POST",
        "route": "/v1/chat/stream",
        "status": 200,
        "ended": "complete",
        "user": "ada",
        "tier": "free",
    }
    assert (line["input_tokens"], line["output_tokens"]) == (10, 2)
    assert line["first_token_ms"] > 0
    assert "rosebud" not in str(lines)


async def test_a_path_with_a_name_in_it_is_logged_as_its_template(serve, log):
    async with serve(log_format="json") as served:
        await served.ask("GET", "/v1/usage/ada", headers={"x-api-key": key_of("grace")})

    assert [line["route"] for line in of_requests(log())] == ["/v1/usage/{user}"]


async def test_a_callers_id_is_in_the_answer_and_on_every_line(serve, log):
    async with serve(ScriptedLlm(errors.ProviderRejectedError()), log_format="json") as served:
        headers = {"x-api-key": key_of("ada"), "x-request-id": "find-me-1"}
        reply = await served.ask("POST", "/v1/chat", json={"message": "Hello"}, headers=headers)

    assert reply.headers["x-request-id"] == reply.json()["error"]["request_id"] == "find-me-1"
    assert {line.get("request_id") for line in log() if "request" in line["message"]} == {"find-me-1"}


async def test_an_id_that_could_be_mistaken_for_a_log_line_is_replaced(serve):
    async with serve() as served:
        reply = await served.ask("GET", "/health", headers={"x-request-id": 'a" b\t'})

    assert re.fullmatch("[0-9a-f]{32}", reply.headers["x-request-id"])


async def test_a_mistake_of_ours_has_its_line_and_the_same_id_too(serve, log):
    async with serve(ScriptedLlm(KeyError("secret")), log_format="json") as served:
        with pytest.raises(KeyError):  # as a server sees it, after the answer has gone out
            await served.chat("ada")

    (line,) = of_requests(log())
    assert (line["status"], line["error"], line["ended"]) == (500, "internal_error", "error")


async def test_prompts_are_logged_only_when_a_setting_says_so(serve, log):
    async with serve(log_format="json", log_prompts=True) as served:
        await served.chat("ada", "/v1/chat/stream", message="rosebud")

    assert of_requests(log())[0]["answer"] == "Hello"


async def test_a_page_is_compressed_and_a_stream_is_not(serve):
    async with serve() as served:
        page = await served.ask("GET", "/", headers={"accept-encoding": "gzip"})
        stream = await served.chat("ada", "/v1/chat/stream")

    assert page.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in stream.headers


async def test_metrics_count_what_was_asked_and_refused(serve):
    async with serve(rate_limit_free="1/minute") as served:
        await served.chat("ada", "/v1/chat/stream")
        await served.chat("ada", "/v1/chat/stream")
        text = (await served.ask("GET", "/metrics")).text

    route = 'method="POST",route="/v1/chat/stream"'
    assert value(text, f'http_requests_total{{{route},status="200"}}') == 1
    assert value(text, f'http_requests_total{{{route},status="429"}}') == 1
    assert value(text, 'rate_limited_total{limit="requests",tier="free"}') == 1
    assert value(text, 'http_errors_total{code="rate_limited"}') == 1
    assert value(text, "open_streams") == 0
    assert "ada" not in text


def test_a_circuit_is_open_as_long_as_its_model_rests():
    metrics = Metrics()
    metrics.count(Record(model=HAIKU, cost_usd=0.5, attempts=2))
    opened = metrics.text({HAIKU: 12.5}).decode()
    closed = metrics.text({}).decode()

    assert value(opened, f'llm_circuit_open{{model="{HAIKU}"}}') == 1
    assert value(closed, f'llm_circuit_open{{model="{HAIKU}"}}') == 0
    assert value(closed, f'llm_cost_usd_total{{model="{HAIKU}"}}') == 0.5
    assert value(closed, "llm_attempts_total") == 2
