"""Whose address a request comes from, when there are proxies in between."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from fastapi import Request

Networks = Sequence[IPv4Network | IPv6Network]
NOBODY = "unknown"  # a unix socket has no addresses


def client_ip(request: Request, trusted: Networks) -> str:
    """Return the address to count by: of the peer, or, if that is our proxy, of whom our proxies name.

    `X-Forwarded-For` is a list to which each proxy appends its peer. Anybody can begin it with anything, so
    it is read from the right, and only as far as our own proxies wrote it. (Run uvicorn with
    `--no-proxy-headers`: left alone, it believes any local peer, and puts the header in the peer's place.)
    """
    peer = request.client.host if request.client else NOBODY
    hops = [hop.strip() for hop in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    for hop in reversed(hops):
        if not is_one_of(peer, trusted) or not is_address(hop):
            break
        peer = hop
    return counted_as(peer)


def is_one_of(address: str, networks: Networks) -> bool:
    return is_address(address) and any(ip_address(address) in network for network in networks)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def counted_as(address: str) -> str:
    """Return an IPv6 address as its /64: that is what one customer has, with 2^64 addresses in it."""
    if not is_address(address) or not isinstance(ip := ip_address(address), IPv6Address):
        return address
    return str(ip.ipv4_mapped or IPv6Network((ip, 64), strict=False))
