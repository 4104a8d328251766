"""Whose address a request comes from, when there are proxies in between."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from fastapi import Request

Networks = Sequence[IPv4Network | IPv6Network]


def client_ip(request: Request, trusted: Networks) -> str:
    """Return the address to count by: of the peer, or, if that is our proxy, of whom our proxies name.

    `X-Forwarded-For` is a list to which each proxy appends its peer. Anybody can begin it with anything, so
    it is read from the right, and only as far as our own proxies wrote it.
    """
    peer = request.client.host if request.client else "unknown"  # a unix socket has no address
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    for hop in reversed([hop.strip() for hop in hops]):
        if not is_address(hop) or not is_one_of(peer, trusted):
            break
        peer = hop
    return peer


def is_one_of(address: str, networks: Networks) -> bool:
    return is_address(address) and any(ip_address(address) in network for network in networks)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
