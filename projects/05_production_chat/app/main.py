"""Build the service: its endpoints, its page, what every request passes, and what lives as long as it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from slowapi.errors import RateLimitExceeded

from app import usage
from app.auth.auth import Auth
from app.auth.routes import auth_routes
from app.auth.users import Users
from app.browser import SecurityHeaders, allow_origins
from app.limits.headers import LimitHeaders
from app.limits.rates import Rates
from app.limits.tokens import TokenBudget
from app.redis_client import open_redis
from app.routes import chat_routes, open_routes
from app.settings import Settings
from app.stopping import Stopping
from genai_shared.body_limit import BodyLimit
from genai_shared.errors.responses import install_error_handlers
from genai_shared.llm import open_llm, read_catalogue
from genai_shared.logs import configure_logging
from genai_shared.schemas import ErrorEnvelope
from genai_shared.settings import read_settings

logger = logging.getLogger(__name__)
PAGE = Path(__file__).parent / "page"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; tests pass settings of their own."""
    settings = settings or read_settings(Settings)
    catalogue = read_catalogue(settings.models_file)
    configure_logging(settings)
    users, rates = Users(settings.users_file), Rates(settings)
    if not settings.keys:
        logger.warning(
            "no provider is configured; set ANTHROPIC_API_KEY, OPENAI_API_KEY or OPENROUTER_API_KEY"
        )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        stopping = Stopping(settings.shutdown_grace)
        async with open_llm(settings, catalogue) as llm, open_redis(settings) as redis:
            with stopping.listening():
                yield {
                    "llm": llm,
                    "settings": settings,
                    "stopping": stopping,
                    "redis": redis,
                    "users": users,
                    "auth": Auth(settings, users, redis),
                    "budget": TokenBudget(settings, redis),
                }

    app = FastAPIOffline(title="Production chat", version="0.1.0", lifespan=lifespan)
    app.include_router(routes(rates))
    app.frontend("/", directory=PAGE, fallback=None)  # asked last: no file can hide an endpoint
    install_error_handlers(app)
    app.add_exception_handler(RateLimitExceeded, rates.exceeded)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)  # what is added last is passed first
    app.add_middleware(LimitHeaders, rates=rates)
    app.add_middleware(SecurityHeaders)
    allow_origins(app, settings)
    return app


def routes(rates: Rates) -> APIRouter:
    """Return every endpoint, with the one shape of failures that all of them have."""
    router = APIRouter(responses={"default": {"model": ErrorEnvelope, "description": "Any failure"}})
    for part in (open_routes(), auth_routes(rates), chat_routes(rates), usage.router):
        router.include_router(part)
    return router
