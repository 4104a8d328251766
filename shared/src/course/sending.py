"""Send one request to the app under check, and note all that comes back."""

import contextlib
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx2

from course.faults import NoReply
from course.pending import Opened
from course.reply import Reply
from course.wire import Exchange

LARGEST_REPLY = 50_000_000  # bytes; an app that never stops sending must not fill this machine


def send(
    client: httpx2.Client,
    request: httpx2.Request,
    exchange: Exchange,
    timeout: float,
    opened: Opened | None = None,
) -> Reply:
    """Send a request and read its whole reply before the time is up."""
    request.extensions = {"timeout": httpx2.Timeout(timeout).as_dict(), "trace": _tell_socket(opened)}
    try:
        _read(client.send(request, stream=True), exchange, time.monotonic() + timeout)
    except httpx2.TimeoutException:
        exchange.fault = f"no whole reply within {timeout:g} s"
    except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
        exchange.fault = _what_broke(error)
        exchange.refused = isinstance(error, httpx2.ConnectError)
    if exchange.fault:
        raise NoReply(exchange.line, expected="a reply", got=exchange.fault, exchange=exchange)
    return Reply(exchange)


def _read(response: httpx2.Response, exchange: Exchange, deadline: float) -> None:
    exchange.status = response.status_code
    exchange.reply_headers = tuple(response.headers.multi_items())
    received = bytearray()
    with contextlib.closing(response):
        try:
            for chunk in response.iter_bytes():
                received += chunk
                if time.monotonic() > deadline:
                    raise httpx2.ReadTimeout("")
                if len(received) > LARGEST_REPLY:
                    exchange.fault = f"the reply did not end after {LARGEST_REPLY:,} bytes"
                    break
        finally:
            exchange.reply_body = bytes(received)


def _tell_socket(opened: Opened | None) -> Callable[[str, dict[str, Any]], None]:
    """Return httpx's trace hook that hands over the socket once it is connected, so that it can be cut."""

    def trace(event: str, info: dict[str, Any]) -> None:
        if opened and event == "connection.connect_tcp.complete":
            opened(info["return_value"].get_extra_info("socket"))

    return trace


def _what_broke(error: Exception) -> str:
    if isinstance(error, httpx2.ConnectError):
        return f"the app could not be reached ({error})"
    if isinstance(error, httpx2.RemoteProtocolError):
        return f"the app broke off or did not speak HTTP ({error})"
    return f"the connection broke ({type(error).__name__}: {error})"


def read_all(connection: socket.socket, timeout: float) -> bytes:
    connection.settimeout(timeout)
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except TimeoutError:
        if not received:
            raise
    except ConnectionResetError:
        pass
    return received
