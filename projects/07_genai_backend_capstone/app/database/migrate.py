"""Bring the schema to a version: at the start of a single process, or by command before several of them."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.database.database import WRITING, build_engine
from app.database.url import Target

FOLDER = Path(__file__).parent / "migrations"
NEWEST = "head"


async def migrate(target: Target, version: str = NEWEST) -> None:
    """Go up, or down, to a version: `head`, `base`, or a migration's number. Two at once take turns."""
    engine = build_engine(target, pool_size=1)
    try:
        async with engine.execution_options(**WRITING).begin() as connection:
            await connection.run_sync(run, version)
    finally:
        await engine.dispose()


def run(connection: Connection, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(70077)")
    go = command.downgrade if version == "base" or version.startswith("-") else command.upgrade
    go(config, version)


def migrate_now(target: Target, version: str = NEWEST) -> None:
    asyncio.run(migrate(target, version))
