"""Build the service: its endpoints, its page, and what lives as long as it does."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from app.routes import router
from app.settings import Settings
from app.stopping import Stopping
from genai_shared.body_limit import BodyLimit
from genai_shared.errors.responses import install_error_handlers
from genai_shared.llm import open_llm, read_catalogue
from genai_shared.logs import configure_logging
from genai_shared.settings import read_settings

logger = logging.getLogger(__name__)
PAGE = Path(__file__).parent / "page"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; tests pass settings of their own."""
    settings = settings or read_settings(Settings)
    catalogue = read_catalogue(settings.models_file)
    configure_logging(settings)
    if not settings.keys:
        logger.warning(
            "no provider is configured; set ANTHROPIC_API_KEY, OPENAI_API_KEY or OPENROUTER_API_KEY"
        )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        stopping = Stopping(settings.shutdown_grace)
        async with open_llm(settings, catalogue) as llm:
            with stopping.listening():
                yield {"llm": llm, "settings": settings, "stopping": stopping}

    app = FastAPIOffline(title="Production chat", version="0.1.0", lifespan=lifespan)
    app.include_router(router)
    app.frontend("/", directory=PAGE, fallback=None)  # asked last: no file can hide an endpoint
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    install_error_handlers(app)
    return app
