"""The command that a failed check prints can be pasted: it sends what the check sent."""

import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from course.app import App

SEEN = ("content-type", "x-name")

REQUESTS = {
    "get": ("GET", "/items?q=a%20b&q=%27", {}),
    "quotes and accents": ("POST", "/echo", {"json": {"message": 'it\'s "héllo" $HOME `id` \\n'}}),
    "long body": ("POST", "/echo", {"json": {"message": "0123456789" * 10_000}}),
    "bytes": ("POST", "/echo", {"content": b"\x00\xff\xfe", "headers": {"content-type": "image/png"}}),
    "body like a file name": ("POST", "/echo", {"content": "@/etc/hostname"}),
    "two lines": ("POST", "/echo", {"content": "one\r\ntwo\n", "headers": {"content-type": "text/plain"}}),
    "header": ("PUT", "/items/1", {"json": {}, "headers": {"x-name": "O'Brien; $HOME"}}),
    "delete": ("DELETE", "/items/1", {}),
    "get with a body": ("GET", "/items", {"json": {"a": 1}}),
}


@pytest.fixture
def server():
    """A server that remembers what it was sent."""

    class Remember(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name: self.headers[name] for name in SEEN if name in self.headers}
            server.requests.append((self.command, self.path, headers, body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, *args):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Remember) as server:
        server.requests = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.skipif(shutil.which("curl") is None, reason="NOT TESTED: there is no curl on this machine")
@pytest.mark.parametrize(("method", "path", "options"), REQUESTS.values(), ids=REQUESTS)
def test_the_curl_command_sends_the_same_request(server, tmp_path, method, path, options):
    """Method, address, the headers that were chosen, and every byte of the body."""
    app = App(f"http://127.0.0.1:{server.server_port}")
    app.request(method, path, **options)
    (exchange,) = app.exchanges
    file = tmp_path / "the body's file"
    file.write_bytes(exchange.body)

    subprocess.run(["bash", "-c", exchange.curl(app.url, file)], check=True, capture_output=True)

    by_check, by_curl = server.requests
    assert by_curl == by_check
    app.close()
