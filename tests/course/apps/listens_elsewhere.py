"""Listens where it likes, as an app does whose port stands in the code."""

from http.server import BaseHTTPRequestHandler, HTTPServer

with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
    print("listening on a port of my own", flush=True)  # noqa: T201 - its log
    server.serve_forever()
