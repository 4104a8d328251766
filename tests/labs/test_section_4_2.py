"""4.2 Implementing LLM token streaming: what each lab shows."""

import json

from course.labs import proves


@proves("T4.2.1-01")
def test_token_by_token_from_the_model_to_the_client(lab, provider, said):
    """The client has each token before the model sends the next one."""
    lab.main()

    *tokens, done = said()
    assert [int(line.rpartition(" ")[2].rstrip(")")) for line in tokens] == list(range(1, len(tokens) + 1))
    texts = [json.loads(line.removeprefix("< data: ").partition("   (")[0])["text"] for line in tokens]
    assert "".join(texts) == provider.only().reply
    assert '"done"' in done


@proves("T4.2.1-02")
def test_closing_the_last_generator_closes_the_first(lab, provider, said):
    """Words come as events, and when nobody wants more, the provider sees its client go."""
    lab.main()

    lines = said()
    assert lines[:3] == [f"b'data: {text}\\n\\n'" for text in ("1", " 2", " 3")]
    assert lines[3].endswith("client_gone")
    assert provider.only().tokens_sent <= 8


@proves("T4.2.1-03")
def test_a_slow_client_slows_the_stream(lab, said):
    """For a client that reads nothing, only what fits the buffers on the way is made."""
    lab.main()

    made = int(said()[0].split(": ")[1].split()[0])
    assert 0 < made < lab.PIECES


@proves("T4.2.2-01")
def test_the_generator_catches_what_breaks_it(lab, provider, said):
    """A provider's error event and a broken connection both become an error event, after what had come."""
    lab.main()

    lines = said()
    assert [line for line in lines if line.startswith("for the log")] == [
        "for the log: anthropic.APIStatusError",
        "for the log: httpx2.RemoteProtocolError",
    ]
    errors = [place for place, line in enumerate(lines) if '"error"' in line]
    assert len(errors) == 2
    assert all('" 2"' in lines[place - 1] for place in errors)


@proves("T4.2.2-02")
def test_three_ends_are_told_apart(lab, said):
    """`done` is complete, `error` has its code and message, and a stream without either is truncated."""
    lab.main()

    assert said() == [
        "whole: complete",
        "failed: failed (provider_timeout): Ask again.",
        "cut: truncated: neither done nor error",
    ]


@proves("T4.2.2-03")
def test_a_broken_answer_is_gone_on_with(lab, provider, said):
    """What had come is kept and sent along, and the rest completes it without saying anything twice."""
    lab.main()

    broken, whole = said()
    assert broken == "the connection broke after '1 2 3 4'"
    assert whole.startswith("whole: True: 1 2 3 4 5 6 7 8 9")
    assert provider.requests()[1].body["messages"][-1] == {"role": "assistant", "content": "1 2 3 4"}


@proves("T4.2.2-04")
def test_each_silence_has_its_limit(lab, provider, said):
    """A late first token and a stall are told apart and end the provider's work; a whole answer passes."""
    lab.main()

    late, stalled, whole = said()
    assert late == "first token: after ''"
    assert stalled == "idle: after '1 2 3'"
    assert whole == f"whole: {provider.requests()[-1].reply}"
    assert provider.until(2, "ended").ended == "client_gone"


@proves("T4.2.3-01")
def test_curl_shows_every_byte(lab, said):
    """The terminal shows the status, the type and each event with its empty line."""
    lab.main()

    lines = said()
    assert "HTTP/1.1 200 OK" in lines
    assert "content-type: text/event-stream; charset=utf-8" in lines
    events = [line for line in lines if line.startswith("data: ")]
    assert events[-1] == 'data: {"type": "done"}'
    assert len(events) == 4
    assert "-sNi" in lines[0]


@proves("T4.2.3-02")
def test_a_client_hears_events_wherever_the_packets_end(lab, said):
    """One byte at a time, comments between: the client hears the two events, whole."""
    lab.main()

    assert said() == ["message: {'text': 'é'}", "done: {'tokens': 1}"]


@proves("T4.2.3-03")
def test_a_browser_asks_once_and_shows_the_answer(lab, said):
    """The browser asks by GET, once, with the question in the address, and shows the tokens put together."""
    lab.main()

    assert said() == [
        "GET /chat, accept: text/event-stream, message: 'a & b'",
        "the page shows: You said a & b",
    ]


def test_both_sdks_take_a_truncated_stream_for_a_success(lab_named, provider, said):
    """Half an answer comes without an exception, and without a reason why it stopped."""
    lab_named("truncated_is_success").main()

    assert said() == [
        "anthropic: '1 2 3 4', stop_reason None, no exception",
        "openai: '1 2 3 4', finish_reason None, no exception",
    ]
