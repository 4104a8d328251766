"""Stage 2: a chat endpoint in front of one model provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from app.body_limit import BodyLimit
from app.error_responses import install_error_handlers
from app.logs import configure_logging
from app.provider import Provider, open_provider
from app.routes import router
from app.settings import Settings, read_settings


def create_app(settings: Settings | None = None, http_client: httpx2.AsyncClient | None = None) -> FastAPI:
    """Build the application. Tests pass settings of their own, and a client that reaches no network."""
    settings = settings or read_settings()
    configure_logging(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Provider | None]]:
        async with open_provider(settings, http_client) as provider:
            yield {"provider": provider}

    app = FastAPIOffline(title="Single provider chat", version="0.1.0", lifespan=lifespan)
    app.include_router(router)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    install_error_handlers(app)
    return app
