"""What the journal shows of keys: scheme and first characters, never more, wherever a key stands."""

from __future__ import annotations

import hashlib
import re

SECRET = {b"authorization", b"proxy-authorization", b"x-api-key", b"api-key", b"cookie"}
SCHEMES = ("bearer", "basic", "digest", "token")
SHOWN = 7
KEY = re.compile(r"\b(sk-[\w-]{4})[\w-]+")
QUERY = re.compile(r"((?:^|&)[\w-]*(?:key|token|secret)=)[^&]+", re.IGNORECASE)


def masked(value: str) -> str:
    """`Bearer sk-sim-marker` becomes `Bearer sk-sim-…`; a short key shows less than half of itself."""
    scheme, space, key = value.partition(" ")
    if not space or scheme.lower() not in SCHEMES:
        scheme, space, key = "", "", value
    return f"{scheme}{space}{key[: min(SHOWN, len(key) // 2)]}…"


def address(text: str) -> str:
    """Show a path or query, which some people put their key in."""
    return KEY.sub(r"\1…", QUERY.sub(r"\1…", text))


def shown(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    result: dict[str, str] = {}
    for name, value in headers:
        text = value.decode("latin-1")
        text = masked(text) if name in SECRET else KEY.sub(r"\1…", text)
        key = name.decode("latin-1")
        result[key] = f"{result[key]}, {text}" if key in result else text
    return result


def credential(headers: list[tuple[bytes, bytes]]) -> bytes:
    """Return the key that a request came with, without its scheme."""
    found = dict(headers)
    value = found.get(b"x-api-key") or found.get(b"authorization", b"")
    scheme, space, key = value.partition(b" ")
    return key if space and scheme.lower() in (b"bearer", b"basic") else value


def fingerprint(key: bytes) -> str | None:
    """Tell keys apart without giving one away: eight hex digits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:8] if key else None


def without(key: bytes, data: bytes | bytearray) -> bytes | bytearray:
    """Mask a request's own key where else it stands; what is no key stays as it was sent."""
    return data.replace(key, key[:SHOWN] + "…".encode()) if len(key) > 2 * SHOWN and key in data else data
