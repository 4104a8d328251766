"""What lives as long as the application: models, conversations, users, limits."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI

from app.budget import Budget
from app.context.tokens import encoding
from app.conversations.opening import open_conversations
from app.settings import Settings
from app.turns import Turns
from genai_shared.auth import FileDirectory, build_auth, families_in
from genai_shared.limits import Limits
from genai_shared.llm import open_llm, read_catalogue
from genai_shared.redis_client import open_redis
from genai_shared.retries import RetryingLlm
from genai_shared.stopping import Stopping

logger = structlog.get_logger(__name__)
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]


def services(settings: Settings) -> Lifespan:
    """Return the application's lifespan. SystemExit, at once: the catalogue or the users' file is broken."""
    catalogue = read_catalogue(settings.models_file)
    directory = FileDirectory(settings.users_file)
    budget = Budget(catalogue, settings.keys, settings.context_budget)
    if not settings.keys:
        logger.warning(
            "no provider is configured; set ANTHROPIC_API_KEY, OPENAI_API_KEY or OPENROUTER_API_KEY"
        )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        encoding()  # half a second that nobody should wait for later
        stopping = Stopping(settings.shutdown_grace)
        async with AsyncExitStack() as opened:
            redis_url = str(settings.redis_url) if settings.redis_url else None
            redis = await opened.enter_async_context(open_redis(redis_url, settings.redis_timeout))
            llm = RetryingLlm(await opened.enter_async_context(open_llm(settings, catalogue)), settings)
            store = await opened.enter_async_context(open_conversations(settings))
            opened.enter_context(stopping.listening())
            yield {
                "auth": build_auth(settings, directory, families_in(redis)),
                "limits": Limits(settings, redis),
                "llm": llm,
                "settings": settings,
                "stopping": stopping,
                "store": store,
                "turns": Turns(store, llm, budget, settings.turn_lease, settings.conversation_max_bytes),
            }

    return lifespan
