"""HTTP clients for this machine: no proxies, no certificates, and a connection for each request."""

import ssl
from typing import Any

import httpx2

# An idle connection may be closed by the other side just as it is used again: none is kept.
ONE_EACH = httpx2.Limits(max_keepalive_connections=0, max_connections=None)


def client(**options: Any) -> httpx2.Client:  # noqa: ANN401 - httpx2's own
    """Return a client; loading the machine's certificates would take longer than the requests."""
    return httpx2.Client(
        limits=ONE_EACH, trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), **options
    )
