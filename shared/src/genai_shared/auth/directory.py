"""Where users and keys are found: stages 5 and 6 have a file, stage 7 its database."""

from dataclasses import dataclass
from typing import Protocol

from genai_shared.auth.principal import OF_ROLE, Principal, Role, Tier


@dataclass(frozen=True, slots=True)
class User:
    """A user; `password` is its argon2 hash."""

    id: str
    name: str
    password: str
    role: Role = "user"
    tier: Tier = "free"

    @property
    def scopes(self) -> frozenset[str]:
        """What this user may do at most."""
        return OF_ROLE[self.role]

    def principal(self, scopes: frozenset[str], key_id: str | None = None) -> Principal:
        """Return this user as who asks, with those of the scopes that it may have."""
        return Principal(self.id, self.name, self.role, self.tier, scopes & self.scopes, key_id)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that is valid, by its id; the key itself is known to its owner alone."""

    id: str
    user_id: str
    scopes: frozenset[str]


class Directory(Protocol):
    """Each gives None when there is no such thing, or no more: a revoked key, a disabled user."""

    async def user_by_name(self, name: str) -> User | None: ...

    async def user_by_id(self, user_id: str) -> User | None: ...

    async def key_by_digest(self, digest: str) -> ApiKey | None: ...
