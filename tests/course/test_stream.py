"""The client for event streams: strict about the format, and it reads nothing before it is asked to."""

import contextlib
import socket
import sys
import threading

import pytest

from course.app import App
from course.faults import AppFault, NoReply
from course.process import Process
from course.sse import Comment, Event, Parser

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"


def chunk(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


@contextlib.contextmanager
def server(*pieces, head=HEAD, end=b"0\r\n\r\n"):
    """Serve one chunked stream; a piece that can be called is called instead of being sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                connection.sendall(head + b"transfer-encoding: chunked\r\n\r\n")
                for piece in pieces:
                    if callable(piece):
                        piece()
                    else:
                        connection.sendall(chunk(piece))
                connection.sendall(end)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield App(f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread.join(10)


@pytest.mark.parametrize("cuts", [1, 2, 5, 1000])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_events_are_read_however_the_bytes_are_cut(cuts, newline):
    """Line breaks of all three kinds, several data lines, other fields, comments, and long characters."""
    text = 'data: {"a": "é🙂"}\n\n: alive\n\nevent: x\nid: 7\ndata: one\ndata:two\n\n'
    data = text.replace("\n", newline).encode()
    parser = Parser()

    items = [item for at in range(0, len(data), cuts) for item in parser.feed(data[at : at + cuts])]
    items += parser.end()

    assert items == [
        Event('{"a": "é🙂"}'),
        Comment("alive"),
        Event("one\ntwo", {"event": "x", "id": "7"}),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"data: half", "within an event"),
        (b"data: whole\n", "within an event"),
        (b'{"no": "field"}\n\n', "none of an event's"),
        (b"dta: typing error\n\n", "none of an event's"),
        (b"data\n\n", "none of an event's"),
        (b"event: x\n\n", "without data"),
        (b"data: \xff\n\n", "not UTF-8"),
    ],
)
def test_what_a_browser_would_drop_in_silence_is_a_fault(data, said):
    """An unfinished event, an unknown field, an event without data, bytes that are no text."""
    with server(data) as app, app.stream("GET", "/") as stream, pytest.raises(AppFault, match=said) as fault:
        list(stream)

    assert fault.value.exchange is stream.exchange


def test_an_event_is_given_before_the_next_one_is_sent():
    """The server sends the second event only after the client has the first."""
    has_first = threading.Event()
    pieces = (b"data: 1\n\n", lambda: has_first.wait(10), b"data: 2\n\n")
    with server(*pieces) as app, app.stream("GET", "/") as stream:
        first = stream.next()
        has_first.set()
        second = stream.next()

    assert (first.json(), second.json()) == (1, 2)


def test_comments_are_put_aside_or_waited_for():
    with server(b": one\n\n: two\n\ndata: 1\n\n") as app, app.stream("GET", "/") as stream:
        first = stream.next_comment()
        event = stream.next()

    assert (first, event.data, stream.comments) == ("one", "1", ["one", "two"])


def test_an_end_without_its_last_chunk_is_a_broken_stream():
    with server(b"data: 1\n\n", end=b"") as app, app.stream("GET", "/") as stream:
        stream.next()
        with pytest.raises(NoReply):
            stream.next()


def test_an_end_where_an_event_was_due_is_a_fault():
    with server(b"data: 1\n\n") as app, app.stream("GET", "/") as stream:
        stream.next()
        with pytest.raises(AppFault, match="ended"):
            stream.next()


def test_what_is_no_event_stream_is_a_fault_that_shows_the_reply():
    head = b"HTTP/1.1 503 Busy\r\ncontent-type: application/json\r\n"
    with server(b'{"error": 1}', head=head) as app, pytest.raises(AppFault) as fault:
        app.stream("GET", "/")

    assert fault.value.got == "503 application/json"
    assert '{"error": 1}' in fault.value.exchange.reply_text


def test_a_reader_that_stops_and_leaves_is_felt_at_the_other_end():
    """Little is taken in for a small window; after `close` the server's sends fail."""
    sent_all = threading.Event()
    with server(*[b"data: 1\n\n"] * 200_000, sent_all.set) as app:  # noqa: SIM117 - the server ends after its client
        with app.stream("GET", "/", window=4096) as stream:
            stream.next()

    assert not sent_all.is_set()


def test_an_app_that_is_asked_to_stop_gets_sigterm_and_time(tmp_path):
    """Nothing is killed, so it can say goodbye."""
    code = """
import signal
signal.signal(signal.SIGTERM, lambda *_: exit(7))
print("up", flush=True)
signal.pause()
"""
    process = Process([sys.executable, "-c", code], cwd=tmp_path, env={}, log=tmp_path / "log")
    while "up" not in process.log_text():
        assert process.exit_code() is None

    process.ask_to_stop()

    assert process.ended_within(10) == 7
    process.stop()
