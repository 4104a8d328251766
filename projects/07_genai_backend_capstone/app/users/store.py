"""Users and API keys in the database: the directory that authentication asks, and what changes it."""

import secrets
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.database import Database
from app.database.tables import ApiKeyRow, RefreshTokenRow, UserRow
from app.users.errors import NameTakenError
from genai_shared.auth.api_keys import digest, new_key
from genai_shared.auth.directory import ApiKey, User
from genai_shared.errors import NotFoundError

PREFIX = "user_"  # of the ids of those who registered


def new_user(name: str, password: str, role: str = "user", tier: str = "free") -> UserRow:
    """Return a user to be added; `password` is a hash."""
    return UserRow(
        id=f"{PREFIX}{secrets.token_hex(12)}",
        name=name,
        password=password,
        role=role,
        tier=tier,
        disabled=False,
        created_at=datetime.now(UTC),
    )


class SqlUsers:
    """Keeps genai_shared's `Directory`: who is disabled, and what is revoked, is not there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def user_by_name(self, name: str) -> User | None:
        return await self._active(UserRow.name == name)

    async def user_by_id(self, user_id: str) -> User | None:
        return await self._active(UserRow.id == user_id)

    async def key_by_digest(self, digest: str) -> ApiKey | None:
        wanted = select(ApiKeyRow).where(ApiKeyRow.digest == digest, ApiKeyRow.revoked_at.is_(None))
        async with self._database.reading() as session:
            row = await session.scalar(wanted)
        return ApiKey(row.id, row.user_id, frozenset(row.scopes.split())) if row else None

    async def add(self, row: UserRow) -> UserRow:
        """Keep a new user. NameTakenError: there is one of that name."""
        try:
            async with self._database.writing() as session:
                session.add(row)
        except IntegrityError:
            raise NameTakenError(param="name") from None
        return row

    async def put(self, row: UserRow) -> None:
        """Keep a user as it is given, also in the place of one with its id. NameTakenError: see `add`."""
        for again in (True, False):
            try:
                async with self._database.writing() as session:
                    await session.merge(row)
            except IntegrityError:  # by its name, or by somebody who was faster to keep the same user
                if not again:
                    raise NameTakenError(param="name") from None
            else:
                return

    async def row(self, user_id: str) -> UserRow:
        """Return all that is kept of a user. NotFoundError: there is none."""
        async with self._database.reading() as session:
            return found(await session.get(UserRow, user_id))

    async def row_of(self, id_or_name: str) -> UserRow:
        """Return all that is kept of a user. NotFoundError: there is none."""
        either = (UserRow.id == id_or_name) | (UserRow.name == id_or_name)
        async with self._database.reading() as session:
            return found(await session.scalar(select(UserRow).where(either).limit(1)))

    async def page(self, after: str, limit: int) -> list[UserRow]:
        """Return so many users, by name, beginning after one."""
        wanted = select(UserRow).where(UserRow.name > after).order_by(UserRow.name).limit(limit)
        async with self._database.reading() as session:
            return list((await session.scalars(wanted)).all())

    async def count(self) -> int:
        async with self._database.reading() as session:
            return await session.scalar(select(func.count()).select_from(UserRow)) or 0

    async def change(self, user_id: str, **values: object) -> UserRow:
        """Change a user. NotFoundError: there is none."""
        async with self._database.writing() as session:
            row = found(await session.get(UserRow, user_id, with_for_update=True))
            for name, value in values.items():
                setattr(row, name, value)
        return row

    async def log_out(self, user_id: str) -> None:
        """End every log-in of a user: no refresh token of it is good any more."""
        async with self._database.writing() as session:
            await session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.user_id == user_id))

    async def add_key(self, user_id: str, name: str, scopes: list[str]) -> tuple[ApiKeyRow, str]:
        """Make a key; the text returned with it is kept nowhere."""
        key = new_key()
        row = ApiKeyRow(
            id=f"key_{secrets.token_hex(8)}",
            user_id=user_id,
            name=name,
            digest=digest(key),
            scopes=" ".join(sorted(scopes)),
            created_at=datetime.now(UTC),
        )
        async with self._database.writing() as session:
            session.add(row)
        return row, key

    async def keys(self, user_id: str) -> list[ApiKeyRow]:
        """Return a user's keys, newest first, revoked ones too."""
        wanted = select(ApiKeyRow).where(ApiKeyRow.user_id == user_id).order_by(ApiKeyRow.created_at.desc())
        async with self._database.reading() as session:
            return list((await session.scalars(wanted)).all())

    async def revoke_key(self, key_id: str, user_id: str | None = None) -> None:
        """Revoke a key, or with a `user_id` only if it is that user's. NotFoundError: there is none."""
        mine = [ApiKeyRow.user_id == user_id] if user_id else []
        change = update(ApiKeyRow).where(ApiKeyRow.id == key_id, *mine).values(revoked_at=datetime.now(UTC))
        async with self._database.writing() as session:
            if not (await session.execute(change.returning(ApiKeyRow.id))).all():
                raise NotFoundError("There is no such key.")

    async def revoke_keys(self, user_id: str) -> None:
        """Revoke all keys of a user."""
        change = update(ApiKeyRow).where(ApiKeyRow.user_id == user_id, ApiKeyRow.revoked_at.is_(None))
        async with self._database.writing() as session:
            await session.execute(change.values(revoked_at=datetime.now(UTC)))

    async def _active(self, condition: object) -> User | None:
        wanted = select(UserRow).where(condition, UserRow.disabled.is_(False))  # type: ignore[arg-type] # of this table
        async with self._database.reading() as session:
            row = await session.scalar(wanted)
        return User(row.id, row.name, row.password, row.role, row.tier) if row else None  # type: ignore[arg-type] # only ours are written


def found(row: UserRow | None) -> UserRow:
    if row is None:
        raise NotFoundError("There is no such user.")
    return row
