"""Stage 3: a chat endpoint in front of many model providers."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from app.catalogue import PROVIDERS, read_catalogue
from app.fallback import Chat
from app.providers import open_providers
from app.routes import router
from app.settings import Settings
from genai_shared.body_limit import BodyLimit
from genai_shared.errors.responses import install_error_handlers
from genai_shared.logs import configure_logging
from genai_shared.settings import read_settings

logger = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; tests pass settings of their own."""
    settings = settings or read_settings(Settings)
    catalogue = read_catalogue(settings.models_file)
    configure_logging(settings)
    if not settings.keys:
        names = ", ".join(f"{provider.upper()}_API_KEY" for provider in PROVIDERS)
        logger.warning("no provider is configured: set one of %s", names)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Chat]]:
        async with open_providers(catalogue, settings) as providers:
            yield {"chat": Chat(providers, catalogue, settings)}

    app = FastAPIOffline(title="Multi provider chat", version="0.1.0", lifespan=lifespan)
    app.include_router(router)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    install_error_handlers(app)
    return app
