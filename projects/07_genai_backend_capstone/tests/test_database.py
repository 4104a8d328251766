import asyncio
import os
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select

from app.database.database import build_engine, open_database
from app.database.migrate import migrate
from app.database.tables import Base, UserRow
from app.database.url import target_of
from app.users.store import new_user
from genai_shared.errors import StoreUnavailableError

NEON = "postgresql://ada:s3cret@ep-cool-name-123{}.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require"


async def in_connection(target, work):
    engine = build_engine(target, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def tables(connection):
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_migrations_go_up_and_down_and_up_again(target):
    await migrate(target)
    there = await in_connection(target, tables)
    await migrate(target, "base")
    gone = await in_connection(target, tables)
    await migrate(target)

    assert there == set(Base.metadata.tables)
    assert gone == set()
    assert await in_connection(target, tables) == there


async def test_migrations_make_the_tables_that_python_sees(target):
    await migrate(target)

    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert await in_connection(target, differences) == []


async def test_several_processes_may_migrate_at_once(target):
    command = [sys.executable, "-m", "app.database"]
    environment = {**os.environ, "DATABASE_URL": target.url.render_as_string(hide_password=False)}
    processes = [await asyncio.create_subprocess_exec(*command, env=environment) for _ in range(3)]

    assert await asyncio.gather(*[process.wait() for process in processes]) == [0, 0, 0]
    assert await in_connection(target, tables) == set(Base.metadata.tables)


async def test_what_fails_halfway_is_undone(database):
    async def fail():
        async with database.writing() as session:
            session.add(new_user("ada", "hash"))
            await session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    async with database.reading() as session:
        assert (await session.scalars(select(UserRow))).all() == []


async def test_a_database_that_is_away_is_a_503():
    async with open_database(target_of("postgresql://nobody@127.0.0.1:1/none"), pool_size=1) as database:
        with pytest.raises(StoreUnavailableError):
            await database.ping()


async def test_a_restarted_server_is_found_again(postgres):
    async with open_database(target_of(postgres.new_database()), pool_size=2) as database:
        await database.ping()
        await asyncio.to_thread(postgres.stop)
        await asyncio.to_thread(postgres.start)

        await database.ping()


@pytest.mark.parametrize(
    "text", ["postgres://u@h/d", "postgresql://u@h/d", " 'postgresql+psycopg://u@h/d'\n"]
)
def test_postgres_addresses_get_our_driver(text):
    assert target_of(text).url.drivername == "postgresql+psycopg"


def test_a_neon_address_works_as_pasted():
    target = target_of(NEON.format(""))

    assert target.url.query == {"sslmode": "require", "channel_binding": "require"}
    assert "prepare_threshold" not in target.options


def test_behind_a_pooler_nothing_is_prepared():
    options = target_of(NEON.format("-pooler")).options

    assert options["prepare_threshold"] is None
    assert "options" not in options, "PgBouncer refuses start-up parameters that it does not know"


@pytest.mark.parametrize("text", ["", "mysql://u@h/d", "not an address", "postgresql://h:port/d"])
def test_other_addresses_are_refused_without_being_quoted(text):
    with pytest.raises(ValueError, match="must") as refusal:
        target_of(text)

    assert not text or text not in str(refusal.value)
