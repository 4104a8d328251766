"""Refresh tokens in the database: all processes know which is the newest, and a user's can be ended."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from app.database import Database
from app.database.tables import RefreshTokenRow


class SqlFamilies:
    """genai_shared's `Families`; a family's name begins with its user's id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, family: str, jti: str, seconds: int) -> None:
        now = datetime.now(UTC)
        row = RefreshTokenRow(
            family=family,
            user_id=family.rpartition(".")[0],
            jti=jti,
            expires_at=now + timedelta(seconds=seconds),
        )
        async with self._database.writing() as session:
            await session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.expires_at < now))
            session.add(row)

    async def rotate(self, family: str, used: str, new: str, seconds: int) -> bool:
        now = datetime.now(UTC)
        async with self._database.writing() as session:
            row = await session.get(RefreshTokenRow, family, with_for_update=True)
            if row is None:
                return False
            if row.jti != used or row.expires_at <= now:
                await session.delete(row)
                return False
            row.jti, row.expires_at = new, now + timedelta(seconds=seconds)
            return True
