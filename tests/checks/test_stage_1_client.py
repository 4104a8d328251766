"""Stage 1's client script, run against a server of this check's own, so that what it sends can be seen."""

import json
import re
import secrets
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID

from course.checks import AppFault, expect_that, proves

SCRIPT = "send_event.py"


@contextmanager
def listening(status, body):
    """Yield a server that gives every POST this answer and notes what was posted."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            sent = self.rfile.read(int(self.headers.get("content-length") or 0))
            self.server.posted.append((self.path, self.headers.get_content_type(), sent))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        server.posted = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def send_event(project, url):
    """Run the script with the address as its argument; return what it printed and its exit code."""
    project.read(SCRIPT)
    own = project.path / ".venv/bin/python"
    command = [own if own.exists() else sys.executable, SCRIPT, url]
    try:
        run = subprocess.run(
            command,
            cwd=project.path,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise AppFault(f"{SCRIPT} {url} did not end within 30 s", expected="a script that ends") from None
    return run.stdout + run.stderr, run.returncode


@proves("S1-10")
def test_the_client_script_sends_an_event(project):
    """send_event.py URL posts a new event and prints status and body; when nobody is there, it says so."""
    nonce = secrets.token_hex(8)
    ids = set()
    with listening(202, json.dumps({"message": nonce})) as server:
        for _ in range(2):
            output, code = send_event(project, server.url)
            printed = "202" in output and nonce in output and code == 0
            expect_that(
                printed,
                "the status 202 and the body to be printed, and exit code 0",
                got=f"{code}: {output[-400:]}",
            )
        for path, content_type, body in server.posted:
            expect_that(path == "/events/", "the event to be posted to /events/", got=path)
            expect_that(content_type == "application/json", "the event to be sent as JSON", got=content_type)
            ids.add(event_id(body))
    expect_that(len(ids) == 2, "two runs to send two events, each with an id of its own", got=ids)

    output, code = send_event(project, server.url)  # nobody listens there any more
    plain = code != 0 and "Traceback" not in output and re.search(rf"\b{server.server_port}\b", output)
    expect_that(plain, "a plain message with the address, and exit code 1", got=f"{code}: {output[-400:]}")


def event_id(body):
    """Expect an event of the agreed shape and return its id."""
    try:
        event = json.loads(body)
        UUID(event["event_id"])
        kinds = [type(event[name]) for name in ("event_id", "event_type", "event_data")]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise AppFault(
            "an event of another shape was sent", expected="an event with a UUID", got=repr(body)
        ) from None
    expect_that(
        kinds == [str, str, dict] and len(event) == 3, "the three fields of an event", got=repr(event)
    )
    return event["event_id"]
