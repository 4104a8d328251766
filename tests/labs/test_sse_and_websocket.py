"""The lab about SSE and WebSocket, run as its page shows it."""

import importlib.util
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

LAB = Path(__file__).parents[2] / "checklists" / "labs" / "section_4" / "sse_and_websocket.py"


@pytest.fixture
def lab():
    spec = importlib.util.spec_from_file_location("lab", LAB)
    lab = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lab)
    return lab


@pytest.fixture
def client(lab):
    with TestClient(lab.app) as client:
        yield client


def test_one_request_is_one_stream_of_events(client):
    reply = client.get("/sse", params={"message": "hello"})

    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.text == "data: You\n\ndata:  said:\n\ndata:  hello\n\nevent: done\ndata:\n\n"


def test_a_missing_message_is_a_status_here_and_nothing_there(client):
    """What HTTP says for nothing, a WebSocket has to be taught: it just waits for the first message."""
    refused = client.get("/sse")

    assert refused.status_code == 422


def test_one_socket_takes_many_questions(client):
    with client.websocket_connect("/ws") as socket:
        for question in ("hello", "and again"):
            socket.send_text(question)
            said = [socket.receive_json() for _ in range(4)]
            assert "".join(message.get("text", "") for message in said) == f"You said: {question}"
            assert said[-1] == {"type": "done"}


def test_a_websocket_is_no_page(client):
    """The same address by plain HTTP is nothing, and the other way round."""
    assert client.get("/ws").status_code == 404
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/sse"):
        pass


def test_run_as_a_lab_it_shows_both(lab, capsys):
    """`course lab` prints the stream of events, and two questions over one WebSocket."""
    lab.main()

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("200")
    assert lines.index("  > hello") < lines.index("  > and again")
