"""Every fault of the script, on the wire, for every vendor, in JSON and in a stream."""

import json

import httpx2
import pytest
from simulator_process import Simulator
from wire import DELTAS, TERMINATORS, VENDORS, ask, connected, raw_request, read_all, read_until

LAST_CHUNK = b"\r\n0\r\n\r\n"
every_vendor = pytest.mark.parametrize("vendor", VENDORS)
both_modes = pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])


def split_answer(raw: bytes) -> tuple[bytes, bytes]:
    head, _, content = raw.partition(b"\r\n\r\n")
    return head, content


@every_vendor
@both_modes
def test_ok_answers_normally(simulator: Simulator, vendor, stream):
    simulator.fault("ok")

    answer = ask(simulator, vendor, stream=stream)

    entry = simulator.entry()
    assert answer.status_code == 200
    assert (entry["ended"], entry["fault"], entry["stream"]) == ("complete", None, stream)
    assert entry["nonce"] in entry["reply"]


@every_vendor
@both_modes
@pytest.mark.parametrize(
    "status", [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529]
)
def test_a_status_has_the_vendors_error_body(simulator: Simulator, vendor, stream, status):
    simulator.fault("status", status=status, message="as scripted", retry_after=1.5, should_retry=False)

    answer = ask(simulator, vendor, stream=stream)

    assert answer.status_code == status
    assert answer.json()["error"]["message"] == "as scripted"
    assert answer.headers["retry-after"] == "1.5"
    assert answer.headers["x-should-retry"] == "false"
    assert simulator.entry()["ended"] == "error"


def test_a_status_can_have_another_type_and_code(simulator: Simulator):
    simulator.fault("status", status=429, error_type="odd_error", error_code="enforced_spend_limit_reached")

    error = ask(simulator, "anthropic").json()["error"]

    assert error["type"] == "odd_error"
    assert error["details"] == {"error_code": "enforced_spend_limit_reached"}


def test_retry_after_can_be_a_date(simulator: Simulator):
    simulator.fault("status", status=503, retry_after="Fri, 20 Nov 2026 12:00:00 GMT")

    assert ask(simulator, "openai").headers["retry-after"] == "Fri, 20 Nov 2026 12:00:00 GMT"


@every_vendor
@both_modes
@pytest.mark.parametrize(
    "fault",
    [{"kind": "hang"}, {"kind": "stall", "after_tokens": 3}, {"kind": "gate", "open": 2}],
    ids=lambda fault: fault["kind"],
)
def test_a_client_that_leaves_a_silent_answer_is_noticed(simulator: Simulator, vendor, stream, fault):
    simulator.script({"fault": fault})
    with connected(simulator) as connection:
        connection.sendall(raw_request(vendor, stream=stream))
        simulator.wait(requests=1)
        assert simulator.entry(until="started")["ended"] == "in_progress"

    assert simulator.entry()["ended"] == "client_gone"


@every_vendor
def test_a_client_that_leaves_before_a_slow_first_token_is_noticed(simulator: Simulator, vendor):
    simulator.fault("slow_first_token", seconds=3600)
    with connected(simulator) as connection:
        connection.sendall(raw_request(vendor, stream=True))
        read_until(connection, b"\r\n\r\n")

    entry = simulator.entry()
    assert (entry["ended"], entry["tokens_sent"], entry["status"]) == ("client_gone", 0, 200)


@both_modes
def test_hanging_sends_no_byte_until_the_reset(simulator: Simulator, stream):
    simulator.fault("hang")
    with connected(simulator) as connection:
        connection.sendall(raw_request("anthropic", stream=stream))
        simulator.wait(requests=1)

        simulator.reset()

        assert read_all(connection) == b""


@pytest.mark.parametrize("kind", ["stall", "gate"])
def test_a_reset_ends_a_waiting_stream(simulator: Simulator, kind):
    simulator.fault(kind)
    with connected(simulator) as connection:
        connection.sendall(raw_request("openai", stream=True))
        read_until(connection, b"\r\n\r\n")
        simulator.reset()

        assert LAST_CHUNK not in read_all(connection)


@every_vendor
def test_a_slow_first_token_delays_the_token_and_not_the_headers(simulator: Simulator, vendor):
    simulator.fault("slow_first_token", seconds=0.3)

    ask(simulator, vendor, stream=True)

    entry = simulator.entry()
    assert entry["frame_times"][0] - entry["received_at"] < entry["first_token_at"] - entry["received_at"]
    assert entry["first_token_at"] - entry["received_at"] >= 0.3
    assert entry["ended"] == "complete"


@every_vendor
@pytest.mark.parametrize("after", [0, 1, 5])
def test_an_error_event_ends_a_stream(simulator: Simulator, vendor, after):
    simulator.fault("error_event", after_tokens=after)

    answer = ask(simulator, vendor, stream=True)

    entry = simulator.entry()
    assert answer.status_code == 200
    assert b'"error"' in answer.content.rpartition(b"data: {")[2] or b'"error"' in answer.content
    assert (entry["ended"], entry["tokens_sent"]) == ("error", after)


@pytest.mark.parametrize(("vendor", "status"), [("anthropic", 529), ("openai", 503), ("openrouter", 502)])
def test_an_error_event_is_a_status_for_a_json_answer(simulator: Simulator, vendor, status):
    simulator.fault("error_event")

    assert ask(simulator, vendor).status_code == status


@every_vendor
@both_modes
def test_a_cut_before_any_byte_closes_the_socket(simulator: Simulator, vendor, stream):
    simulator.fault("cut")
    with connected(simulator) as connection:
        connection.sendall(raw_request(vendor, stream=stream))
        assert read_all(connection) == b""

    assert simulator.entry()["ended"] == "cut"


@every_vendor
@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_cut_stream_stops_after_its_tokens_without_an_end(simulator: Simulator, vendor, after):
    simulator.fault("cut", after_tokens=after)
    with connected(simulator) as connection:
        connection.sendall(raw_request(vendor, stream=True))
        head, content = split_answer(read_all(connection))

    entry = simulator.entry()
    assert head.startswith(b"HTTP/1.1 200")
    assert (entry["ended"], entry["tokens_sent"]) == ("cut", after)
    assert not content.endswith(LAST_CHUNK)
    assert after or not content


@every_vendor
def test_a_cut_json_answer_is_shorter_than_it_says(simulator: Simulator, vendor):
    simulator.fault("cut", after_tokens=3)

    with pytest.raises(httpx2.RemoteProtocolError):
        ask(simulator, vendor)

    assert simulator.entry()["ended"] == "cut"


@every_vendor
@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_truncated_stream_ends_properly_without_its_terminator(simulator: Simulator, vendor, after):
    simulator.fault("truncate", after_tokens=after)
    with connected(simulator) as connection:
        connection.sendall(raw_request(vendor, stream=True))
        content = split_answer(read_until(connection, LAST_CHUNK))[1]

    entry = simulator.entry()
    assert (entry["ended"], entry["tokens_sent"]) == ("truncated", after)
    assert TERMINATORS[vendor] not in content
    assert b"stop" not in content.replace(b'"stop_reason":null', b"").replace(b'"stop_sequence":null', b"")


@every_vendor
def test_a_truncated_json_answer_is_honest_about_its_length(simulator: Simulator, vendor):
    simulator.fault("truncate")

    answer = ask(simulator, vendor)

    assert int(answer.headers["content-length"]) == len(answer.content)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@every_vendor
@pytest.mark.parametrize("after", [0, 4])
def test_a_stalled_stream_sends_its_tokens_and_no_more(simulator: Simulator, vendor, after):
    simulator.fault("stall", after_tokens=after)
    with connected(simulator) as connection:
        connection.sendall(raw_request(vendor, stream=True))
        simulator.wait(requests=1)
        entry = simulator.entry(until=f"tokens:{after}")

        assert (entry["tokens_sent"], entry["ended"]) == (after, "in_progress")


@every_vendor
@both_modes
def test_html_is_a_proxys_error_page(simulator: Simulator, vendor, stream):
    simulator.fault("html")

    answer = ask(simulator, vendor, stream=stream)

    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>502 Bad Gateway</h1>" in answer.text


@every_vendor
def test_invalid_json_is_a_success_that_cannot_be_parsed(simulator: Simulator, vendor):
    simulator.fault("invalid_json")

    answer = ask(simulator, vendor)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@every_vendor
def test_an_invalid_stream_has_one_broken_data_line(simulator: Simulator, vendor):
    simulator.fault("invalid_json")

    lines = ask(simulator, vendor, stream=True).text.splitlines()

    data = [
        line.removeprefix("data: ") for line in lines if line.startswith("data: ") and "[DONE]" not in line
    ]
    assert sum(not is_json(line) for line in data) == 1


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    return True


@every_vendor
@both_modes
def test_a_fixed_reply_is_the_whole_answer(simulator: Simulator, vendor, stream):
    simulator.fault("reply", text="exactly this", stop_reason="refusal")

    answer = ask(simulator, vendor, stream=stream)

    entry = simulator.entry()
    assert (entry["reply"], entry["nonce"]) == ("exactly this", None)
    assert '"refusal"' in answer.text


@every_vendor
def test_a_reply_can_have_exactly_so_many_tokens(simulator: Simulator, vendor):
    simulator.fault("reply", tokens=123)

    answer = ask(simulator, vendor, stream=True)

    entry = simulator.entry()
    assert (entry["tokens_sent"], entry["usage"]["output_tokens"]) == (123, 123)
    assert answer.content.count(DELTAS[vendor]) >= 123


@every_vendor
@both_modes
def test_a_scripted_tool_call_is_answered(simulator: Simulator, vendor, stream):
    simulator.fault("tool_call", name="get_weather", arguments={"city": "Oslo"})

    answer = ask(simulator, vendor, stream=stream)

    entry = simulator.entry()
    assert "get_weather" in answer.text
    assert entry["nonce"] in answer.text
    assert entry["reply"] == '{"city":"Oslo"}'


@every_vendor
def test_a_gated_stream_lets_a_token_go_for_each_release(simulator: Simulator, vendor):
    simulator.fault("gate", open=1)
    with connected(simulator) as connection:
        connection.sendall(raw_request(vendor, stream=True))
        simulator.wait(requests=1)
        for tokens in (1, 2, 3):
            entry = simulator.entry(until="gated")
            assert (entry["tokens_sent"], entry["ended"]) == (tokens, "in_progress")
            assert simulator.release() == 1
        simulator.entry(until="tokens:4")

        simulator.release(all=True)

        read_until(connection, LAST_CHUNK)
    entry = simulator.entry()
    assert (entry["ended"], entry["gated"]) == ("complete", False)
    assert entry["tokens_sent"] == entry["usage"]["output_tokens"]


@every_vendor
def test_a_gated_json_answer_leaves_whole_after_one_release(simulator: Simulator, vendor):
    simulator.fault("gate", open=5)
    with connected(simulator) as connection:
        connection.sendall(raw_request(vendor))
        simulator.wait(requests=1)
        entry = simulator.entry(until="gated")
        assert (entry["status"], entry["frames"]) == (None, [])

        simulator.release()

        assert b"200 OK" in read_until(connection, entry["nonce"].encode())


def test_a_slow_reader_slows_the_stream(simulator: Simulator):
    """Tokens that the client does not take are not sent, and not counted."""
    simulator.fault("reply", tokens=30_000)
    with connected(simulator) as connection:
        connection.sendall(raw_request("openai", stream=True))
        simulator.wait(requests=1)
        simulator.entry(until="first_token")
        reply = simulator.control("GET", "/journal/1", params={"until": "ended", "timeout": 0.5})

        held_back = reply.json()["entry"]
        assert reply.status_code == 408
        assert 0 < held_back["tokens_sent"] < 30_000
        read_until(connection, LAST_CHUNK)
    assert simulator.entry()["tokens_sent"] == 30_000
