"""4.1 Server-sent events: what each lab shows."""

from course.labs import proves


@proves("T4.1.1-01")
def test_one_way_and_both_ways(lab, said):
    """Over SSE only the server speaks; over a WebSocket what the client says changes the answer."""
    lab.main()

    lines = said()
    assert lines[0].startswith("SSE: 200")
    ends = lines.index("WebSocket: 101, and then both speak:")
    assert {line.strip()[:1] for line in lines[1:ends]} == {"<"}
    assert [line.strip() for line in lines[ends + 1 :]] == [
        "> more", "< 1", "> more", "< 2", "> stop", "< stopped",
    ]  # fmt: skip


@proves("T4.1.1-04")
def test_a_browser_comes_back_and_says_where_it_was(lab, said):
    """After each broken connection the browser asks again, with the id of the last event it had."""
    lab.main()

    assert said() == [
        "GET /events, Last-Event-ID: 0",
        "GET /events, Last-Event-ID: 2",
        "GET /events, Last-Event-ID: 4",
        "the page heard ['1', '2', '3', '4', '5', '6']",
    ]


@proves("T4.1.2-01")
def test_only_the_right_type_is_a_stream_of_events(lab, said):
    """A browser hears the event when the type is text/event-stream, and gives up on any other type."""
    lab.main()

    assert said() == ['/right: heard "hello"', "/wrong: refused"]


@proves("T4.1.2-02")
def test_an_event_ends_with_an_empty_line(lab, said):
    """JSON survives whole, a raw line break does not, and without the empty line nothing is heard."""
    lab.main()

    wire, heard, raw, lines, never = said()
    assert wire.startswith("b'data: {")
    assert "two\\nlines, and é" in heard
    assert raw.endswith("['two']")
    assert lines.endswith("['two\\nlines, and é']")
    assert never.endswith("[]")


@proves("T4.1.2-03")
def test_a_type_has_its_own_listener(lab, said):
    """Events with a type reach the listener of that type only, those without one reach onmessage."""
    lab.main()

    assert said()[-4:] == ["token Hel", "token lo", "message no type", "done 2 tokens"]


@proves("T4.1.2-04")
def test_silence_is_filled_with_comments(lab, said):
    """Comments come while there is nothing to say, and then the token that was waited for."""
    lab.main()

    *comments, answer = said()
    assert len(comments) >= 2
    assert set(comments) == {"< : keep-alive"}
    assert answer == "< data: 42"


@proves("T4.1.3-01")
def test_each_piece_is_a_chunk(lab, said):
    """The response has no length; each piece that is yielded is an HTTP chunk of its own."""
    lab.main()

    lines = said()
    assert "b'transfer-encoding: chunked\\r\\n'" in lines
    assert not any("content-length" in line for line in lines)
    chunks = lines[lines.index("b'\\r\\n'") + 1 :]
    assert chunks[:2] == ["b'b\\r\\n'", "b'data: Hel\\n'"]
    assert chunks[4:6] == ["b'a\\r\\n'", "b'data: lo\\n'"]


@proves("T4.1.3-02")
def test_a_piece_is_made_when_the_last_one_was_heard(lab, said):
    """The client has the first piece before the second is made, and its leaving closes the generator."""
    lab.main()

    assert said() == [
        "heard 'data: one' when ['one'] were made",
        "heard 'data: two' when ['one', 'two'] were made",
        "the generator was closed: True, after ['one', 'two']",
    ]


@proves("T4.1.3-03")
def test_a_header_keeps_nginx_from_collecting(lab, said):
    """Through a real nginx each event is with the client before the next one is made."""
    lab.main()

    assert said() == [
        "cache-control: no-cache, type: text/event-stream; charset=utf-8",
        "< data: 1",
        "< data: 2",
        "< data: the client had 2 before 3 was sent: True",
    ]


@proves("T4.1.3-04")
def test_a_failure_within_the_stream_is_an_event(lab, said):
    """The status stays 200, what came before stays, and an event tells of the failure, not of its cause."""
    lab.main()

    lines = said()
    assert lines[0] == "status 200"
    assert '"text": "Hel"' in lines[1]
    assert lines[2] == '< data: {"type": "error", "code": "provider_unavailable"}'


def test_a_refusal_is_hidden_in_an_empty_200(lab_named, provider, said):
    """The provider refuses, and the client gets a 200 with nothing in it."""
    lab_named("empty_200").main()

    assert said() == ["the provider: 429; we: 200 ''"]


def test_a_refusal_before_the_first_token_is_a_status(lab_named, provider, said):
    """Whoever waits for the first token can pass the refusal on, with its wait, and later the answer."""
    lab_named("waits_for_the_first_token").main()

    refused, answered = said()
    assert refused.startswith("429 7 ")
    assert answered.startswith("200 None b'data: ")
