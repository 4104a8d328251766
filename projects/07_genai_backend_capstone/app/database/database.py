"""Connections and transactions; and what a request is told when the database is away.

A session lives as long as one `reading` or `writing` block, which never waits for a model: while an answer
is streamed, no connection is held.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, TimeoutError  # noqa: A004 - SQLAlchemy's, of its pool
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.database.url import Target
from genai_shared.errors import StoreUnavailableError

WRITING = {"begin": "BEGIN IMMEDIATE"}


class Database:
    """Opens transactions. StoreUnavailableError: the database cannot be reached, or lost the connection."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._reading = async_sessionmaker(engine, expire_on_commit=False)
        self._writing = async_sessionmaker(engine.execution_options(**WRITING), expire_on_commit=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session that writes nothing."""
        with available():
            async with self._reading() as session:
                yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose work is committed at the end, or undone when something is raised."""
        with available():
            async with self._writing.begin() as session:
                yield session

    async def ping(self) -> None:
        """Return if the database answers."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))


@contextmanager
def available() -> Iterator[None]:
    """Let no sign of a database that is away out but StoreUnavailableError."""
    try:
        yield
    except IntegrityError:
        raise
    except (OperationalError, InterfaceError, TimeoutError, OSError) as error:
        raise StoreUnavailableError(retry_after=1) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StoreUnavailableError(retry_after=1) from error
        raise


@asynccontextmanager
async def open_database(target: Target, pool_size: int) -> AsyncIterator[Database]:
    """Open the database; its connections live as long as the block."""
    engine = build_engine(target, pool_size)
    try:
        yield Database(engine)
    finally:
        await engine.dispose()


def build_engine(target: Target, pool_size: int) -> AsyncEngine:
    """Return an engine that asks each connection whether it lives, before it is used."""
    engine = create_async_engine(
        target.url,
        connect_args=target.options,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        hide_parameters=True,  # in logs and errors: they are what people said
    )
    if target.is_sqlite:
        event.listen(engine.sync_engine, "connect", prepare_sqlite)
        event.listen(engine.sync_engine, "begin", begin_sqlite)
    return engine


def prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's connection
    """Let readers read while somebody writes, keep foreign keys, and leave transactions to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin_sqlite(connection: Connection) -> None:
    """Begin as a writer where we write: a reader that turns writer can be refused."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
