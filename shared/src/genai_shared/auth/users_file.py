"""Users and keys in a file, which is read again when it has changed.

```toml
[users.ada]
password = "$argon2id$v=19$m=65536,t=3,p=4$…"
role = "user"                     # or admin
tier = "free"                     # or premium

[keys.ci]                         # the key's id, which stands in logs
digest = "9f86d081884c7d65…"      # SHA-256 of the key
user = "ada"
scopes = ["chat"]
revoked = false
```
"""

import logging
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from genai_shared.auth.directory import ApiKey, User
from genai_shared.auth.principal import Role, Tier

logger = logging.getLogger(__name__)

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Entry(BaseModel):
    """A table of the file. Unknown keys are refused: a misspelt `revoked` would leave a door open."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class UserEntry(Entry):
    password: Annotated[str, Field(pattern=r"^\$argon2id\$")]
    role: Role = "user"
    tier: Tier = "free"


class KeyEntry(Entry):
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    user: str
    scopes: frozenset[Literal["chat", "models", "admin"]]
    revoked: bool = False


class Users(Entry):
    """The whole file."""

    users: dict[Name, UserEntry] = {}
    keys: dict[Name, KeyEntry] = {}

    @model_validator(mode="after")
    def keys_belong_to_users(self) -> Self:
        for name, key in self.keys.items():
            if key.user not in self.users:
                raise ValueError(f"keys.{name}: there is no user {key.user}")
        return self


def read_users(path: Path) -> Users:
    """Read the file; a missing one is empty. ValueError: one line for each mistake, quoting none of it."""
    try:
        return Users.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Users()
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        mistakes = (
            ": ".join([*filter(None, [".".join(map(str, m["loc"]))]), m["msg"]]) for m in error.errors()
        )
        raise ValueError("\n".join(f"{path}: {mistake}" for mistake in mistakes)) from None
    except ValueError as error:  # not TOML, or not UTF-8
        raise ValueError(f"{path}: {error}") from None


class FileDirectory:
    """A Directory over the file. Names are ids here.

    Each question looks whether the file has changed, which takes microseconds: a key that was revoked is
    refused by the next request. While a changed file is broken, what it said before holds.
    """

    def __init__(self, path: Path, *, alone: bool = True) -> None:
        """Read it; `alone`: nobody is known but who is in it. SystemExit: a line for each mistake in it."""
        self._path = path
        self._seen = self._stamp()
        try:
            self._take(read_users(path))
        except ValueError as error:
            raise SystemExit(str(error)) from None
        if not self._users and alone:
            logger.warning("nobody can log in: there are no users in %s", path)
        elif not self._users:
            logger.info("there are no users in %s: there are only those who register", path)

    async def user_by_name(self, name: str) -> User | None:
        self._read_again_if_changed()
        return self._users.get(name)

    async def user_by_id(self, user_id: str) -> User | None:
        return await self.user_by_name(user_id)

    async def key_by_digest(self, digest: str) -> ApiKey | None:
        self._read_again_if_changed()
        return self._keys.get(digest)

    def _take(self, file: Users) -> None:
        self._users = {
            name: User(name, name, user.password, user.role, user.tier) for name, user in file.users.items()
        }
        self._keys = {
            key.digest: ApiKey(name, key.user, frozenset(key.scopes))
            for name, key in file.keys.items()
            if not key.revoked
        }

    def _read_again_if_changed(self) -> None:
        if (stamp := self._stamp()) == self._seen:
            return
        self._seen = stamp
        try:
            self._take(read_users(self._path))
        except ValueError as error:
            logger.error("users file is broken, what it said before holds: %s", error)  # noqa: TRY400 - no trace

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
