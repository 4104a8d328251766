"""The control port's contract, and the command line."""

import json
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import httpx2
import pytest
from simulator_process import HEADERS, Simulator, command, start
from wire import PATHS, VENDORS, ask, body, connected, raw_request, read_until


def test_health_tells_where_the_data_port_is(simulator: Simulator):
    assert simulator.control("GET", "/health").json() == {"status": "ok", "data_url": simulator.data_url}


def test_a_rule_counts_the_requests_of_its_vendor_and_model(simulator: Simulator):
    simulator.script(
        {"vendor": "anthropic", "request": 2, "fault": {"kind": "status", "status": 500}},
        {"model": "gpt-4.1-mini", "request": [1, 3], "fault": {"kind": "status", "status": 429}},
    )

    anthropic = [ask(simulator, "anthropic").status_code for _ in range(3)]
    openai = [ask(simulator, "openai").status_code for _ in range(4)]

    assert anthropic == [200, 500, 200]
    assert openai == [429, 200, 429, 200]


def test_the_first_rule_that_applies_wins(simulator: Simulator):
    simulator.script(
        {"request": 1, "fault": {"kind": "ok"}},
        {"request": 2, "fault": {"kind": "status", "status": 503}},
        {"fault": {"kind": "status", "status": 418}},
    )

    assert [ask(simulator, "openai").status_code for _ in range(4)] == [200, 503, 418, 418]


def test_only_completions_are_counted(simulator: Simulator):
    simulator.script({"request": 1, "fault": {"kind": "status", "status": 503}})

    models = simulator.client.get(simulator.data_url + "/openai/v1/models", headers=HEADERS["openai"])

    assert models.status_code == 200
    assert ask(simulator, "openai").status_code == 503


def test_a_new_script_counts_from_one_again(simulator: Simulator):
    for _ in range(2):
        simulator.script({"request": 1, "fault": {"kind": "status", "status": 503}})
        assert [ask(simulator, "openai").status_code for _ in range(2)] == [503, 200]


@pytest.mark.parametrize(
    ("script", "word"),
    [
        ({"rules": [{"fault": {"kind": "explode"}}]}, "explode"),
        ({"rules": [{"fault": {"kind": "hang", "seconds": 3}}]}, "seconds"),
        ({"rules": [{"fault": {"kind": "status", "status": 200}}]}, "status"),
        ({"rules": [{"fault": {"kind": "status"}}]}, "status"),
        ({"rules": [{"fault": {"kind": "ok"}, "vendor": "acme"}]}, "vendor"),
        ({"rules": [{"fault": {"kind": "ok"}, "request": 0}]}, "request"),
        ({"rules": [{"fault": {"kind": "ok"}, "requests": 1}]}, "requests"),
        ({"rules": [{"fault": {"kind": "reply", "text": "a", "tokens": 1}}]}, "text or tokens"),
        ({"rules": [{"fault": {"kind": "cut", "after_tokens": -1}}]}, "after_tokens"),
        ({"rules": [{}]}, "fault"),
        ({}, "rules"),
        ([], "object"),
    ],
)
def test_a_wrong_script_is_refused_in_one_clear_line(simulator: Simulator, script, word):
    reply = simulator.control("PUT", "/script", json=script)

    assert reply.status_code == 422
    assert list(reply.json()) == ["error"]
    assert word in reply.json()["error"]
    assert "\n" not in reply.json()["error"]


def test_a_script_that_is_not_json_is_refused(simulator: Simulator):
    reply = simulator.control("PUT", "/script", content=b"{rules")

    assert reply.status_code == 422
    assert "JSON" in reply.json()["error"]


def test_a_refused_script_leaves_the_old_one(simulator: Simulator):
    simulator.fault("status", status=503)

    simulator.control("PUT", "/script", json={"rules": [{"fault": {"kind": "explode"}}]})

    assert ask(simulator, "openai").status_code == 503


@pytest.mark.parametrize(
    "path", ["/nowhere", "/journal/7", "/journal/x", "/inspector/../server.py", "/server.py"]
)
def test_an_unknown_path_is_a_404(simulator: Simulator, path):
    reply = simulator.control("GET", path)

    assert reply.status_code == 404
    assert reply.json()["error"]


@pytest.mark.parametrize(
    "path",
    ["/journal?after=x", "/journal/wait?requests=-1", "/journal/wait?timeout=nan", "/journal/1?until=later"],
)
def test_a_wrong_query_is_a_422(simulator: Simulator, path):
    ask(simulator, "openai")

    assert simulator.control("GET", path).status_code == 422


def test_releasing_when_nothing_is_gated_is_a_409(simulator: Simulator):
    assert simulator.control("POST", "/gates/release", json={}).status_code == 409


@pytest.mark.parametrize("release", [{"tokens": 0}, {"token": 1}, {"all": "maybe"}])
def test_a_wrong_release_is_a_422(simulator: Simulator, release):
    assert simulator.control("POST", "/gates/release", json=release).status_code == 422


def test_a_release_reaches_one_request_or_all_present_ones(simulator: Simulator):
    simulator.fault("gate")
    with connected(simulator) as one, connected(simulator) as two:
        for connection in (one, two):
            connection.sendall(raw_request("openai", stream=True))
        for entry in simulator.wait(requests=2):
            simulator.entry(entry["id"], until="gated")

        assert simulator.release(request=2) == 1
        assert simulator.entry(2, until="tokens:1")["tokens_sent"] == 1
        assert simulator.entry(1, until="started")["tokens_sent"] == 0
        assert simulator.release() == 2
        assert simulator.control("POST", "/gates/release", json={"request": 9}).status_code == 409


def test_a_reset_forgets_everything(simulator: Simulator):
    simulator.fault("status", status=503)
    ask(simulator, "openai")

    simulator.reset()

    assert simulator.journal() == []
    assert ask(simulator, "openai").status_code == 200
    assert [entry["id"] for entry in simulator.journal()] == [1]


def test_the_same_requests_after_a_reset_get_the_same_nonces(simulator: Simulator):
    seen = []
    for _ in range(2):
        simulator.reset()
        seen.append([ask(simulator, vendor).text for vendor in VENDORS])

    assert seen[0] == seen[1]


def test_events_tell_of_a_request_its_frames_its_end_and_a_reset(simulator: Simulator):
    with simulator.client.stream("GET", simulator.control_url + "/events") as events:
        lines = events.iter_lines()
        assert next(lines).startswith(":")
        ask(simulator, "anthropic", stream=True, text="hello")
        simulator.reset()

        told = []
        for line in lines:
            if line.startswith("event: "):
                told.append((line.removeprefix("event: "), json.loads(next(lines).removeprefix("data: "))))
            if told and told[-1][0] == "reset":
                break

    names = [name for name, _ in told]
    frames = [value["frame"] for name, value in told if name == "frame"]
    assert (names[0], names[-2], names[-1]) == ("request", "ended", "reset")
    assert frames[0].startswith("event: message_start")
    assert frames[-1].startswith("event: message_stop")


def test_an_event_is_one_line_of_data_however_the_body_was_written(simulator: Simulator):
    written = json.dumps(body("openai"), indent=2).encode()
    with simulator.client.stream("GET", simulator.control_url + "/events") as events:
        lines = events.iter_lines()
        next(lines)
        url = simulator.data_url + PATHS["openai"]
        simulator.client.post(url, headers=HEADERS["openai"], content=written)
        data = next(line for line in lines if line.startswith("data: "))

    assert json.loads(data.removeprefix("data: "))["body"] == body("openai")


def test_the_inspector_page_is_served(simulator: Simulator):
    page = simulator.control("GET", "/")

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*options), capture_output=True, text=True, timeout=30, check=False)


def test_help_explains_every_option():
    done = run("--help")

    assert done.returncode == 0
    for option in (
        "--host",
        "--port",
        "--control-port",
        "--seed",
        "--time-to-first-token",
        "--tokens-per-second",
    ):
        assert option in done.stdout
    assert "sk-sim-" in done.stdout


@pytest.mark.parametrize(
    "options", [["--port", "x"], ["--port", "70000"], ["--tokens-per-second", "-1"], ["--nope"]]
)
def test_a_wrong_option_is_one_line_and_exit_code_3(options):
    done = run(*options)

    assert done.returncode == 3
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("which", ["--port", "--control-port"])
def test_a_port_in_use_is_one_line_and_exit_code_3(simulator: Simulator, which):
    taken = str(urlsplit(simulator.data_url).port)
    other = "--control-port" if which == "--port" else "--port"

    done = run(which, taken, other, "0")

    assert done.returncode == 3
    assert taken in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_with_open_streams_and_waiting_queries(sign):
    simulator = start()
    simulator.fault("stall", after_tokens=1)
    waiting = httpx2.Client(timeout=20, trust_env=False)
    with connected(simulator) as connection, waiting.stream("GET", simulator.control_url + "/events"):
        connection.sendall(raw_request("anthropic", stream=True))
        read_until(connection, b"text_delta")
        began = time.monotonic()

        printed = simulator.end(sign)

        assert time.monotonic() - began < 5
    assert (simulator.process.returncode, printed) == (0, ("", ""))
    waiting.close()


def test_nothing_but_the_ready_line_is_printed_whatever_the_clients_do():
    simulator = start()
    for kind in ("cut", "hang"):
        simulator.fault(kind)
        for _ in range(3):
            with connected(simulator) as connection:
                connection.sendall(raw_request("anthropic", stream=True))
    simulator.script()
    for _ in range(5):
        with connected(simulator) as connection:
            connection.sendall(raw_request("anthropic", stream=True, text="count to 3000", max_tokens=9000))
            read_until(connection, b"text_delta")
    for id_ in range(1, 12):
        simulator.entry(id_)

    assert simulator.end() == ("", "")


def test_the_seed_decides_the_nonces():
    def nonce(*options: str) -> str:
        simulator = start(*options)
        ask(simulator, "openai")
        found = simulator.journal()[0]["nonce"]
        simulator.end()
        return found

    assert nonce("--seed", "7") == nonce("--seed", "7") != nonce("--seed", "8")


def test_the_pace_of_a_real_model():
    """With 100 tokens a second and 0.2 s to the first, 20 tokens cannot take less than 0.39 s."""
    simulator = start("--time-to-first-token", "0.2", "--tokens-per-second", "100")
    simulator.fault("reply", tokens=20)
    ask(simulator, "anthropic", stream=True)
    ask(simulator, "anthropic")
    stream, whole = simulator.journal()
    simulator.end()

    assert stream["first_token_at"] - stream["received_at"] >= 0.2
    assert stream["ended_at"] - stream["received_at"] >= 0.39
    assert whole["ended_at"] - whole["received_at"] >= 0.39


def test_it_listens_on_its_own_host_only(simulator: Simulator):
    host = urlsplit(simulator.data_url).hostname
    assert host == "127.0.0.1"


def test_the_package_needs_no_fastapi_and_no_sdk():
    """It starts in under a second because it imports little."""
    code = (
        "import sys, provider_simulator.server; "
        "heavy = ('fastapi', 'starlette', 'anthropic', 'openai', 'litellm', 'httpx2'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_refused_key_says_which_keys_the_simulator_takes(simulator: Simulator, vendor):
    headers = {name: value.replace("sk-sim-", "sk-real-") for name, value in HEADERS[vendor].items()}
    url = simulator.data_url + PATHS[vendor]

    answer = simulator.client.post(url, headers=headers, json=body(vendor))

    assert answer.status_code == 401
    assert "sk-sim-" in answer.text


def test_a_client_that_leaves_while_it_waits_leaves_no_trace(simulator: Simulator):
    address = urlsplit(simulator.control_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(b"GET /journal/wait?requests=1&timeout=60 HTTP/1.1\r\nhost: x\r\n\r\n")

    assert simulator.control("GET", "/health").status_code == 200
