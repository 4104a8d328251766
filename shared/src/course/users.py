"""The users of an app under check: a file of people and keys, as stage 5 defines it, which checks may change.

All are made for the run and worth nothing elsewhere. The hash is of argon2id at its cheapest, because checks
log in often, and what a hash costs is no business of theirs.
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

FILE = "users.toml"
PASSWORD = "correct horse"  # noqa: S105 - made for checks, and no secret
CHEAP = "$argon2id$v=19$m=8,t=1,p=1$wZk61g3baOeBWm5BbsTM4w$xAFC0HonViQwvY6K6KIogOXNhviJMVVn+JbaYMFD9g8"
# The same for `course check` and `course run`: what a failed check shows can then be pasted.
USUAL_KEY = "gk_of_the_course_for_this_machine_only_00000000"
# What argon2-cffi makes of the same password by default: one verification takes tens of milliseconds.
COSTLY = "$argon2id$v=19$m=65536,t=3,p=4$2EkyxyuRmDJQBwAXCCbcaQ$0QDoI3/sXz6ts/eyToxKVQIxvxV5izlwjBRMVn8WY9I"
SCOPES = ("chat", "models")
RESERVE = 80  # people of each tier whom no check has met yet
UNLIMITED = {  # for whom no check is about limits
    "RATE_LIMIT_FREE": "1000000/minute",
    "RATE_LIMIT_PREMIUM": "1000000/minute",
    "RATE_LIMIT_ANONYMOUS": "1000000/minute",
    "TOKENS_PER_DAY_FREE": "1000000000",
    "TOKENS_PER_DAY_PREMIUM": "1000000000",
}


@dataclass(frozen=True)
class Key:
    """An API key: what a caller sends, and what the file says of it."""

    id: str
    text: str
    user: str
    scopes: Sequence[str]
    revoked: bool = False

    @property
    def toml(self) -> str:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        scopes = ", ".join(f'"{scope}"' for scope in self.scopes)
        revoked = str(self.revoked).lower()
        return (
            f'[keys.{self.id}]\ndigest = "{digest}"\nuser = "{self.user}"\n'
            f"scopes = [{scopes}]\nrevoked = {revoked}\n"
        )


@dataclass(frozen=True)
class User:
    """Somebody who can log in, with a key of all that they may do."""

    name: str
    tier: str = "free"
    role: str = "user"
    password: str = PASSWORD
    hash: str = CHEAP
    key: str = field(default_factory=lambda: f"gk_marker-{secrets.token_urlsafe(32)}")

    @property
    def scopes(self) -> tuple[str, ...]:
        return (*SCOPES, "admin") if self.role == "admin" else SCOPES

    @property
    def toml(self) -> str:
        return f'[users.{self.name}]\npassword = "{self.hash}"\nrole = "{self.role}"\ntier = "{self.tier}"\n'


class Users:
    """Everybody in the file; who asks for somebody gets a person whom no check has met before."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self.usual = User("ada", tier="premium", key=USUAL_KEY)
        self.careful = User("grace", hash=COSTLY)
        self._everybody = [self.usual, self.careful]
        self._everybody += [User(f"admin{number}", role="admin") for number in range(1, 9)]
        self._everybody += [
            User(f"{tier}{number}", tier=tier)
            for tier in ("free", "premium")
            for number in range(1, RESERVE + 1)
        ]
        self._keys = [Key(f"{user.name}-all", user.key, user.name, user.scopes) for user in self._everybody]
        self._unmet: dict[tuple[str, str], Iterator[User]] = {}
        self._numbers = count(1)
        self._write()

    def somebody(self, *, tier: str = "free", role: str = "user") -> User:
        """Return a person of this tier and role whom no check has met."""
        kind = (tier, role)
        if kind not in self._unmet:
            found = [user for user in self._everybody[2:] if (user.tier, user.role) == kind]
            self._unmet[kind] = iter(found)
        return next(self._unmet[kind])

    def new_key(self, user: User, *scopes: str) -> Key:
        """Give a user one more key; the app finds it in the file."""
        key = Key(
            f"key{next(self._numbers)}", f"gk_marker-{secrets.token_urlsafe(32)}", user.name, scopes or SCOPES
        )
        self._keys.append(key)
        self._write()
        return key

    def revoke(self, key: Key) -> None:
        """Revoke a key in the file."""
        self._keys = [
            Key(one.id, one.text, one.user, one.scopes, revoked=True) if one.id == key.id else one
            for one in self._keys
        ]
        self._write()

    def remove(self, user: User) -> None:
        """Take a user out of the file, with all keys."""
        self._everybody = [one for one in self._everybody if one.name != user.name]
        self._keys = [key for key in self._keys if key.user != user.name]
        self._write()

    def _write(self) -> None:
        """Write the file beside itself and put it in place, so that no app reads half of it."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.parent.chmod(0o755)  # a container's user reads it too
        beside = self.file.with_suffix(".new")
        tables = [*(user.toml for user in self._everybody), *(key.toml for key in self._keys)]
        beside.write_text("\n".join(tables), encoding="utf-8")
        beside.chmod(0o644)
        beside.replace(self.file)
