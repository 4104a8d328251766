"""Users and keys, in a file that is read again when it has changed: the README shows one."""

import logging
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.auth.principal import OF_ROLE, Principal, Role, Tier

logger = logging.getLogger(__name__)

NAME = "^[A-Za-z0-9_-]{1,64}$"
Name = Annotated[str, Field(pattern=NAME)]


class Entry(BaseModel):
    """A table of the file. Unknown keys are refused: a misspelt `revoked` would leave a door open."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class User(Entry):
    """A user; `password` is an argon2id hash, with its salt and its parameters."""

    password: str = Field(pattern=r"^\$argon2id\$")
    role: Role = "user"
    tier: Tier = "free"


class Key(Entry):
    """An API key; `digest` is its SHA-256, because the key itself is known to its owner alone."""

    digest: str = Field(pattern="^[0-9a-f]{64}$")
    user: str
    scopes: frozenset[Literal["chat", "models", "admin"]]
    revoked: bool = False


class File(Entry):
    """All of it."""

    users: dict[Name, User] = {}
    keys: dict[Name, Key] = {}


class Users:
    """Finds users by their name, and whom a key belongs to."""

    def __init__(self, path: Path) -> None:
        """SystemExit: the file is broken."""
        self._path = path
        self._seen = self._stamp()
        try:
            self._take(read(path))
        except ValueError as error:
            raise SystemExit(f"{path}: {error}") from None
        if not self._file.users:
            logger.warning("nobody can log in: there are no users in %s", path)

    def user(self, name: str) -> User | None:
        self._read_again_if_changed()
        return self._file.users.get(name)

    def principal(self, name: str, scopes: frozenset[str]) -> Principal | None:
        """Return a user as who asks, with those of the scopes that it may have; None: there is none."""
        if not (user := self.user(name)):
            return None
        return Principal(name, user.role, user.tier, scopes & OF_ROLE[user.role])

    def key(self, digest: str) -> tuple[str, Key] | None:
        """Return the id of a key, and what is known about it; None: no such key, or none any more."""
        self._read_again_if_changed()
        return self._keys.get(digest)

    def _take(self, file: File) -> None:
        self._file = file
        self._keys = {key.digest: (key_id, key) for key_id, key in file.keys.items() if not key.revoked}

    def _read_again_if_changed(self) -> None:
        """Look at the file's date, which takes microseconds: a revoked key ends with the next request."""
        if (stamp := self._stamp()) == self._seen:
            return
        self._seen = stamp
        try:
            self._take(read(self._path))
        except ValueError as error:
            logger.error("the users file is broken, what it said before holds: %s", error)  # noqa: TRY400 - no trace

    def _stamp(self) -> tuple[int, int, int] | None:
        if not self._path.exists():
            return None
        stat = self._path.stat()
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


def read(path: Path) -> File:
    """Read the file; a missing one is empty. ValueError: what is wrong with it, quoting none of it."""
    if not path.exists():
        return File()
    return File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
