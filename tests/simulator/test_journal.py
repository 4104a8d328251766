"""What the journal says about each request, and that it never says a key."""

import json

import pytest
from simulator_process import HEADERS, Simulator
from wire import PATHS, VENDORS, ask, body, connected, raw_request, read_until

from provider_simulator import journal as journals
from provider_simulator import masking

FIELDS = {
    "id", "vendor", "method", "path", "query", "model", "stream", "headers", "body", "connection",
    "received_at", "first_token_at", "ended_at", "token_times", "tokens_sent", "status", "response_headers",
    "request_id", "frames", "ended", "gated", "fault", "nonce", "reply", "usage",
}  # fmt: skip


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_entry_says_what_was_asked_and_answered(simulator: Simulator, vendor):
    answer = ask(simulator, vendor)

    entry = simulator.entry()
    assert set(entry) >= FIELDS
    assert (entry["vendor"], entry["method"], entry["path"]) == (vendor, "POST", PATHS[vendor])
    assert (entry["body"], entry["status"], entry["ended"]) == (body(vendor), 200, "complete")
    assert entry["frames"] == [answer.text]
    assert entry["nonce"] in answer.text
    assert entry["request_id"] in entry["response_headers"].values()
    assert entry["tokens_sent"] == entry["usage"]["output_tokens"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_stream_is_recorded_frame_by_frame(simulator: Simulator, vendor):
    answer = ask(simulator, vendor, stream=True)

    entry = simulator.entry()
    assert "".join(entry["frames"]) == answer.text
    assert len(entry["token_times"]) == entry["tokens_sent"] == entry["usage"]["output_tokens"]
    assert entry["token_times"] == sorted(entry["token_times"])
    assert entry["received_at"] <= entry["first_token_at"] == entry["token_times"][0] <= entry["ended_at"]


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("stream", [False, True])
def test_no_key_is_ever_in_the_journal_nor_in_an_answer(simulator: Simulator, vendor, stream):
    secret = "sk-sim-MARKER-7f3a9c"
    headers = HEADERS[vendor] | {
        "authorization": f"Bearer {secret}", "x-api-key": secret,
        "api-key": secret, "cookie": f"session={secret}",
    }  # fmt: skip
    url = simulator.data_url + PATHS[vendor]

    answer = simulator.client.post(url, headers=headers, json=body(vendor, stream=stream))

    journal = simulator.control("GET", "/journal").text
    assert "MARKER" not in journal
    assert "MARKER" not in answer.text
    assert json.loads(journal)["requests"][0]["headers"]["authorization"] == "Bearer sk-sim-…"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer sk-sim-marker-key", "Bearer sk-sim-…"),
        ("sk-sim-marker-key", "sk-sim-…"),
        ("sk-ant-api03-abcdef", "sk-ant-…"),
        ("Bearer short", "Bearer sh…"),
        ("", "…"),
        ("secret with spaces in it", "secret …"),
    ],
)
def test_a_key_keeps_at_most_its_first_seven_characters(value, shown):
    assert masking.masked(value) == shown


def test_unknown_paths_and_other_routes_are_in_the_journal(simulator: Simulator):
    for path in ("/nowhere?x=1", "/anthropic/v1/models", "/openai/v1/nothing"):
        simulator.client.get(simulator.data_url + path, headers=HEADERS["anthropic"] | HEADERS["openai"])

    seen = [
        (entry["vendor"], entry["path"], entry["query"], entry["status"]) for entry in simulator.journal()
    ]
    assert seen == [
        (None, "/nowhere", "x=1", 404),
        ("anthropic", "/anthropic/v1/models", "", 200),
        ("openai", "/openai/v1/nothing", "", 404),
    ]


def test_a_body_that_is_not_json_is_kept_as_text(simulator: Simulator):
    simulator.client.post(simulator.data_url + PATHS["openai"], headers=HEADERS["openai"], content=b"{oops")

    entry = simulator.entry()
    assert (entry["body"], entry["body_text"], entry["status"]) == (None, "{oops", 400)


def test_one_connection_keeps_its_name(simulator: Simulator):
    for _ in range(3):
        ask(simulator, "openai")
    with connected(simulator) as another:
        another.sendall(raw_request("openai"))
        read_until(another, b"[sim:")

    names = [entry["connection"] for entry in simulator.wait(requests=4)]
    assert len(set(names[:3])) == 1
    assert names[3] not in names[:3]


def test_the_journal_can_be_asked_for_a_part(simulator: Simulator):
    for vendor in ("anthropic", "openai", "openai"):
        ask(simulator, vendor)

    assert [entry["id"] for entry in simulator.journal(vendor="openai")] == [2, 3]
    assert [entry["id"] for entry in simulator.journal(after=2)] == [3]
    assert [entry["id"] for entry in simulator.journal(last=2)] == [2, 3]


def test_waiting_for_requests_that_do_not_come_is_a_408(simulator: Simulator):
    reply = simulator.control("GET", "/journal/wait", params={"requests": 1, "timeout": 0.05})

    assert reply.status_code == 408
    assert "0 of 1" in reply.json()["error"]


def test_waiting_for_a_moment_that_does_not_come_is_a_408_with_the_entry(simulator: Simulator):
    ask(simulator, "openai")

    reply = simulator.control("GET", "/journal/1", params={"until": "gated", "timeout": 0.05})

    assert reply.status_code == 408
    assert reply.json()["entry"]["id"] == 1


def test_a_client_that_leaves_in_the_middle_is_noticed_and_sending_stops(simulator: Simulator):
    simulator.fault("reply", tokens=1_000_000)
    with connected(simulator) as connection:
        connection.sendall(raw_request("openai", stream=True))
        read_until(connection, b'"content":" token"')

    entry = simulator.entry()
    assert entry["ended"] == "client_gone"
    assert 0 < entry["tokens_sent"] < 1_000_000


def test_a_long_stream_keeps_64_kib_of_frames_and_all_its_counts(simulator: Simulator):
    simulator.fault("reply", tokens=12_000)
    ask(simulator, "openai", stream=True)

    entry = simulator.entry()
    assert entry["tokens_sent"] == 12_000
    assert len(entry["token_times"]) == 10_000
    assert 32 * 1024 < sum(map(len, entry["frames"])) <= 64 * 1024


def filled(journal: journals.Journal, number: int, size: int) -> None:
    """Put ended entries with bodies of this size into a journal."""
    for _ in range(number):
        exchange = type("Exchange", (), {"method": "POST", "path": "/", "query": "", "scope": {}})()
        entry = journal.open(exchange)
        entry.arrived([], b"x" * size)
        journal.add(entry)
        entry.end("complete")


def test_the_journal_keeps_the_last_5000_requests():
    journal = journals.Journal()

    filled(journal, 5_100, 0)

    assert list(journal.entries) == list(range(101, 5_101))


def test_the_journal_is_bounded_by_bytes_too():
    journal = journals.Journal()

    filled(journal, 100, 1024 * 1024)

    assert 10 <= len(journal.entries) < 20
    assert journal.bytes <= journals.MOST_BYTES
    assert max(journal.entries) == 100


def test_an_entry_in_progress_is_not_dropped_for_newer_ones():
    journal = journals.Journal()
    exchange = type("Exchange", (), {"method": "POST", "path": "/", "query": "", "scope": {}})()
    waiting = journal.open(exchange)
    waiting.arrived([], b"")
    journal.add(waiting)

    filled(journal, 5_100, 0)

    assert journal.entries[1] is waiting
