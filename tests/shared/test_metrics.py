"""The numbers for Prometheus: counted once, with few labels, and summed over workers."""

import os
import subprocess
import sys
import time

from prometheus_client.parser import text_string_to_metric_families

from genai_shared.observability.metrics import Metrics
from genai_shared.observability.record import Record

HAIKU = "anthropic/claude-haiku-4-5"


def values(text):
    """Return each sample's value by its name and labels."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def chat(**more):
    record = Record(method="POST", route="/v1/chat", status=200, ended="complete", model=HAIKU, attempts=1)
    for name, value in more.items():
        setattr(record, name, value)
    return record


def test_a_chat_is_counted_once_with_its_tokens_and_dollars():
    metrics = Metrics()

    for _ in range(2):
        metrics.ended(
            chat(input_tokens=10, output_tokens=4, cost_usd=0.5, attempts=3, retries=1, fallback=True)
        )

    found = values(metrics.text())
    assert found["http_requests_total", "/v1/chat", "200", "POST"] == 2
    assert found["http_request_duration_seconds_count", "/v1/chat", "POST"] == 2
    assert found["llm_tokens_total", HAIKU, "input"] == 20
    assert found["llm_tokens_total", HAIKU, "output"] == 8
    assert found["llm_cost_usd_total", HAIKU] == 1.0
    assert found["llm_attempts_total",] == 6
    assert found["llm_retries_total",] == 2
    assert found["llm_fallbacks_total", HAIKU] == 2


def test_failures_and_refusals_are_counted_by_their_code_and_kind():
    metrics = Metrics()

    refused = Record(method="POST", route="/v1/chat", status=429, ended="error", error="rate_limited")
    refused.limited, refused.tier = "requests", "free"
    metrics.ended(refused)

    found = values(metrics.text())
    assert found["http_errors_total", "rate_limited"] == 1
    assert found["rate_limited_total", "free", "requests"] == 1
    assert found["http_endings_total", "error"] == 1


def test_streams_are_open_as_long_as_they_are():
    metrics = Metrics()
    metrics.stream_opened()
    metrics.stream_opened()
    metrics.stream_closed()

    assert values(metrics.text())["open_streams",] == 1


def test_the_time_to_the_first_token_is_of_the_model():
    metrics = Metrics()
    record = chat()
    record.first_token = record.began + 0.2
    metrics.ended(record)

    found = values(metrics.text())
    assert found["llm_time_to_first_token_seconds_count", HAIKU] == 1
    assert 0.19 < found["llm_time_to_first_token_seconds_sum", HAIKU] < 0.21


def test_a_circuit_is_open_until_its_rest_is_over_and_nobody_has_to_say_so():
    metrics = Metrics()
    metrics.ended(chat(rests={HAIKU: time.time() + 60, "openai/gpt-4.1-mini": time.time() - 1}))

    found = values(metrics.text())
    assert found["llm_circuit_open", HAIKU] == 1
    assert found["llm_circuit_open", "openai/gpt-4.1-mini"] == 0

    metrics.ended(chat(rests={HAIKU: 0}))
    assert values(metrics.text())["llm_circuit_open", HAIKU] == 0


def test_no_label_is_a_person_or_an_address():
    metrics = Metrics()
    metrics.ended(chat(user="ada", request_id="the-id"))

    text = metrics.text().decode()
    assert "ada" not in text
    assert "the-id" not in text


def test_two_applications_in_one_process_have_their_own_numbers():
    one, other = Metrics(), Metrics()
    one.ended(chat())

    assert ("http_requests_total", "/v1/chat", "200", "POST") not in values(other.text())


WORKER = """
import sys
from genai_shared.observability.metrics import Metrics
from genai_shared.observability.record import Record
metrics = Metrics()
metrics.ended(Record(method="GET", route="/health", status=200, ended="complete"))
metrics.stream_opened()
print("counted", flush=True)
sys.stdin.read()
sys.stdout.write(metrics.text().decode())
"""


def test_any_worker_shows_the_sum_and_a_killed_ones_streams_are_not_open(tmp_path):
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout.readline() == "counted\n"
    workers[0].kill()
    workers[0].communicate()
    found = values(workers[1].communicate()[0].encode())
    workers[2].communicate()

    assert found["http_requests_total", "/health", "200", "GET"] == 3, "what was counted stays counted"
    assert found["open_streams",] == 2
