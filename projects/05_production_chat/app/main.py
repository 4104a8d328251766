"""Build the service: its endpoints, its page, what every request passes, and what lives as long as it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from slowapi.errors import RateLimitExceeded
from starlette.middleware.gzip import GZipMiddleware

from app import metrics, ready, usage
from app.auth.auth import Auth
from app.auth.routes import auth_routes
from app.auth.users import Users
from app.browser import SecurityHeaders, allow_origins
from app.limits.headers import LimitHeaders
from app.limits.rates import Rates
from app.limits.tokens import TokenBudget
from app.logs import configure_logging
from app.metrics import Metrics
from app.ready import Readiness
from app.redis_client import open_redis
from app.request_log import RequestLog
from app.retries import RetryingLlm
from app.routes import chat_routes, open_routes
from app.settings import Settings
from genai_shared.body_limit import BodyLimit
from genai_shared.errors.responses import install_error_handlers
from genai_shared.llm import open_llm, read_catalogue
from genai_shared.schemas import ErrorEnvelope
from genai_shared.settings import read_settings
from genai_shared.stopping import Stopping

logger = logging.getLogger(__name__)
PAGE = Path(__file__).parent / "page"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; tests pass settings of their own."""
    settings = settings or read_settings(Settings)
    catalogue = read_catalogue(settings.models_file)
    configure_logging(settings)
    users, rates, numbers = Users(settings.users_file), Rates(settings), Metrics()
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
                    "llm": RetryingLlm(llm, settings),
                    "settings": settings,
                    "stopping": stopping,
                    "redis": redis,
                    "users": users,
                    "auth": Auth(settings, users, redis),
                    "budget": TokenBudget(settings, redis),
                    "metrics": numbers,
                    "readiness": Readiness(settings, redis, llm),
                }

    app = FastAPIOffline(title="Production chat", version="0.1.0", lifespan=lifespan)
    app.include_router(routes(rates))
    app.frontend("/", directory=PAGE, fallback=None)  # asked last: no file can hide an endpoint
    install_error_handlers(app)
    app.add_exception_handler(RateLimitExceeded, rates.exceeded)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)  # what is added last is passed first
    app.add_middleware(LimitHeaders, rates=rates)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(GZipMiddleware, minimum_size=1000)  # it leaves event streams alone
    allow_origins(app, settings)
    app.add_middleware(RequestLog, metrics=numbers, log_prompts=settings.log_prompts)
    return app


def routes(rates: Rates) -> APIRouter:
    """Return every endpoint, with the one shape of failures that all of them have."""
    router = APIRouter(responses={"default": {"model": ErrorEnvelope, "description": "Any failure"}})
    open_to_all = (open_routes(), ready.router, metrics.router)
    for part in (*open_to_all, auth_routes(rates), chat_routes(rates), usage.router):
        router.include_router(part)
    return router
