"""What a completion request looks like for each vendor, and how to send one on a bare socket."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from simulator_process import HEADERS, Simulator

PATHS = {
    "anthropic": "/anthropic/v1/messages",
    "openai": "/openai/v1/chat/completions",
    "openrouter": "/openrouter/api/v1/chat/completions",
}
MODELS = {"anthropic": "claude-haiku-4-5", "openai": "gpt-4.1-mini", "openrouter": "openai/gpt-4.1-mini"}
VENDORS = sorted(PATHS)
DELTAS = {"anthropic": b"text_delta", "openai": b'"content":', "openrouter": b'"content":'}
TERMINATORS = {"anthropic": b"message_stop", "openai": b"[DONE]", "openrouter": b"[DONE]"}


def body(vendor: str, *, stream: bool = False, text: str = "count to 30", **more: Any) -> dict[str, Any]:
    wanted = {"model": MODELS[vendor], "messages": [{"role": "user", "content": text}], **more}
    if vendor == "anthropic":
        wanted.setdefault("max_tokens", 1000)
    return wanted | ({"stream": True} if stream else {})


def ask(simulator: Simulator, vendor: str, **more: Any):
    """Make a completion request and read the whole answer."""
    url = simulator.data_url + PATHS[vendor]
    return simulator.client.post(url, headers=HEADERS[vendor], json=body(vendor, **more))


def raw_request(vendor: str, **more: Any) -> bytes:
    content = json.dumps(body(vendor, **more)).encode()
    headers = {"host": "simulator", "content-length": len(content), **HEADERS[vendor]}
    lines = [f"POST {PATHS[vendor]} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + content


@contextmanager
def connected(simulator: Simulator) -> Iterator[socket.socket]:
    address = urlsplit(simulator.data_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        yield connection


def read_until(connection: socket.socket, mark: bytes) -> bytes:
    received = b""
    while mark not in received:
        piece = connection.recv(65536)
        assert piece, f"closed before {mark!r}: {received!r}"
        received += piece
    return received


def read_all(connection: socket.socket) -> bytes:
    """Read to the end of the connection, which must come as a proper close."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received
