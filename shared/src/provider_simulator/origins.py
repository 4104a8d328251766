"""Who may drive the control port: programs on this machine and the inspector, but no page of another site.

A web page can make its visitor's browser send requests here (`POST /reset` needs no permission), and can
have its own name lead to this address, to read the answers too. Both give themselves away in the headers.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from provider_simulator.waiting import ControlError

if TYPE_CHECKING:
    from provider_simulator.web import Exchange

LOCAL = (".localhost", ".internal", ".local")  # what no page's owner can buy


def refuse_strangers(exchange: Exchange) -> None:
    host, origin = exchange.header(b"host") or "", exchange.header(b"origin")
    if not is_local(hostname(f"//{host}")):
        raise ControlError(403, f"the control port is not called {host[:100]!r}; use its address")
    if origin is not None and origin.lower() not in (f"http://{host.lower()}", f"https://{host.lower()}"):
        raise ControlError(403, f"pages of {origin[:100]!r} may not drive the control port")


def hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_local(name: str) -> bool:
    """Accept addresses, names of one word (a compose service's, this machine's), and reserved names."""
    name = name.rstrip(".")
    if "." not in name and ":" not in name:
        return True  # an old client sends no name at all
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return name.endswith(LOCAL)
    return True
