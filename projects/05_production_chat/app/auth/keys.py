"""API keys: shown once, stored as a digest.

A key is 256 random bits, so nobody can try them all, and a fast hash is enough; a password needs a slow one.
It is found by its digest: whoever measures how long that takes learns about digests, not about keys.
"""

import hashlib
import secrets

PREFIX = "gk_"  # by which people, and scanners of leaked secrets, know what it is


def new_key() -> str:
    """Return a new key, which is the only time that anybody sees it."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Return what is stored of a key: its SHA-256, in lower-case hex."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
