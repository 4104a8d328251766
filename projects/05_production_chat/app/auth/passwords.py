"""Passwords, hashed by argon2id: slow, and hungry for memory, on purpose."""

import secrets

from anyio import CapacityLimiter, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Verifies in threads, few at once: each takes 64 MiB, and a core for tens of milliseconds."""

    def __init__(self, hasher: PasswordHasher | None = None, at_once: int = 2) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = CapacityLimiter(at_once)
        self._nobodys = self._hasher.hash(secrets.token_hex())

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether the password is right. `None` stands for an unknown user.

        Then nobody's hash is verified, which takes as long: the time must not tell who has an account.
        """
        right = await to_thread.run_sync(self._matches, stored or self._nobodys, password, limiter=self._room)
        return right and stored is not None

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
