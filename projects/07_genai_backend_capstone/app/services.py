"""What lives as long as the application: the database, the models, users, limits, conversations."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI

from app.afterwards import Afterwards
from app.conversations.store import SqlConversations
from app.database import Database, open_database
from app.database.migrate import migrate
from app.database.url import target_of
from app.settings import Settings
from app.usage.ledger import Ledger
from app.users.directory import UsersWithFile, make_admin
from app.users.families import SqlFamilies
from app.users.store import SqlUsers
from genai_shared.auth import Auth, FileDirectory, build_auth
from genai_shared.conversations.budget import Budget
from genai_shared.conversations.tokens import encoding
from genai_shared.lane import Lane
from genai_shared.limits import Limits
from genai_shared.llm import open_llm, read_catalogue
from genai_shared.readiness import Probe, Readiness, provider_probe, redis_probe
from genai_shared.redis_client import open_redis
from genai_shared.retries import RetryingLlm
from genai_shared.stopping import Stopping

logger = structlog.get_logger(__name__)
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]


@dataclass(frozen=True)
class Services:
    """Everything that requests share."""

    settings: Settings
    database: Database
    auth: Auth
    users: SqlUsers
    limits: Limits
    lane: Lane
    ledger: Ledger
    afterwards: Afterwards
    conversations: SqlConversations
    window: Budget
    stopping: Stopping
    readiness: Readiness


def lifespan_of(settings: Settings) -> Lifespan:
    """Return the application's lifespan. SystemExit, at once: the catalogue or the users' file is broken."""
    catalogue = read_catalogue(settings.models_file)
    file = FileDirectory(settings.users_file, alone=False) if settings.users_file else None
    if not settings.keys:
        logger.warning(
            "no provider is configured; set ANTHROPIC_API_KEY, OPENAI_API_KEY or OPENROUTER_API_KEY"
        )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        target = target_of(settings.database_url)
        if settings.migrate_at_start:
            await migrate(target)
        encoding()  # half a second that nobody should wait for later
        stopping, afterwards = Stopping(settings.shutdown_grace), Afterwards()
        async with AsyncExitStack() as opened:
            database = await opened.enter_async_context(open_database(target, settings.database_pool))
            opened.push_async_callback(afterwards.finished)
            redis_url = str(settings.redis_url) if settings.redis_url else None
            redis = await opened.enter_async_context(open_redis(redis_url, settings.redis_timeout))
            llm = await opened.enter_async_context(open_llm(settings, catalogue))
            lane = RetryingLlm(llm, settings)
            users = SqlUsers(database)
            directory = UsersWithFile(users, file) if file else users
            services = Services(
                settings=settings,
                database=database,
                auth=build_auth(settings, directory, SqlFamilies(database)),
                users=users,
                limits=Limits(settings, redis),
                lane=lane,
                ledger=Ledger(database, settings.budgets, settings.turn_lease),
                afterwards=afterwards,
                conversations=SqlConversations(
                    database, afterwards, settings.conversation_idle, settings.conversations_per_user
                ),
                window=Budget(catalogue, settings.keys, settings.context_budget),
                stopping=stopping,
                readiness=Readiness(
                    [
                        Probe("database", found(database.ping), needed=True),
                        provider_probe(settings),
                        redis_probe(redis),
                    ],
                    lane.resting,
                    settings,
                ),
            )
            await first_admin(services)
            opened.enter_context(stopping.listening())
            yield {  # but for the first, they are where genai_shared looks for them
                "services": services,
                "auth": services.auth,
                "limits": services.limits,
                "readiness": services.readiness,
            }

    return lifespan


async def first_admin(services: Services) -> None:
    """Make the administrator that the settings name."""
    settings = services.settings
    if settings.admin_name and settings.admin_password:
        hashed = await services.auth.passwords.hash(settings.admin_password.get_secret_value())
        await make_admin(services.users, settings.admin_name, hashed)


def found(ping: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[object]]:
    """Return a probe's look: None would mean that there is nothing to look at."""

    async def look() -> object:
        await ping()
        return True

    return look
