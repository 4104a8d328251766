"""Passwords, hashed by argon2id: slow, and hungry for memory, on purpose."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

T = TypeVar("T")


class Passwords:
    """Hashes and verifies in threads, few at once: each takes 64 MiB, and a core for tens of milliseconds."""

    def __init__(self, hasher: PasswordHasher | None = None, at_once: int = 2) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = CapacityLimiter(at_once)
        self._nobodys = self._hasher.hash(secrets.token_hex())

    async def hash(self, password: str) -> str:
        """Return what is stored of a password: a PHC string, with its salt and its parameters."""
        return await self._in_thread(partial(self._hasher.hash, password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether the password is right. `None` stands for an unknown user.

        Then nobody's hash is verified, which takes as long: the time must not tell who has an account.
        """
        right = await self._in_thread(partial(self._matches, stored or self._nobodys, password))
        return right and stored is not None

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self._room)
