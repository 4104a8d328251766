"""A small app that does all that the tiny stage asks for; the wrong ones are made from it."""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GO = threading.Event()


class App(BaseHTTPRequestHandler):
    """Echo, health, and one answer that waits for another."""

    def do_GET(self):
        if self.path == "/wait":
            GO.wait(10)
            self.answer({"waited": True})
        else:
            self.answer({"status": "ok"})

    def do_POST(self):
        if self.path == "/go":
            GO.set()
            self.answer({})
        else:
            self.echo(self.rfile.read(int(self.headers["content-length"])))

    def echo(self, body):
        self.answer(json.loads(body))

    def answer(self, value, status=200):
        self.send(json.dumps(value).encode(), status)

    def send(self, body, status=200, content_type="application/json"):
        print(self.requestline, "->", status, flush=True)  # noqa: T201 - its log
        self.send_response_only(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(app=App):
    host = os.environ.get("HOST", "127.0.0.1")
    ThreadingHTTPServer((host, int(sys.argv[1])), app).serve_forever()


if __name__ == "__main__":
    serve()
