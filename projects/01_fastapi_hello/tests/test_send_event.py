"""The client script, run as a user runs it: against a server that only listens, and against none."""

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest

SCRIPT = Path(__file__).parent.parent / "send_event.py"


def send_event(*arguments, **environment):
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, env=environment, check=False
    )


@pytest.fixture
def server():
    """A server on a free port that remembers what it was sent, and always says 202."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            self.server.requests.append((self.path, json.loads(body)))
            self.send_response(202)
            self.end_headers()
            self.wfile.write(b"taken")

        def log_message(self, *_):
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        server.requests = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_each_call_sends_a_new_event(server):
    """Two calls send two events with different ids; status and body are printed."""
    runs = [send_event(server.url), send_event(SERVICE_URL=f"{server.url}/")]

    assert [(run.returncode, run.stdout) for run in runs] == [(0, "202 taken\n")] * 2
    (path, first), (_, second) = server.requests
    assert path == "/events/"
    assert set(first) == {"event_id", "event_type", "event_data"}
    assert UUID(first["event_id"]) != UUID(second["event_id"])


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "not an address", "http://[", "localhost:1"])
def test_no_server_is_one_clear_line(address):
    """When nobody answers, the script says so in one line that names the address, and fails."""
    run = send_event(address)

    assert run.returncode == 1
    assert address in run.stderr
    assert run.stderr.count("\n") == 1
