"""Build the service: its endpoints, its page, and what stands around them."""

from pathlib import Path

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from app.routes import router
from app.services import services
from app.settings import Settings
from genai_shared.body_limit import BodyLimit
from genai_shared.errors.responses import install_error_handlers
from genai_shared.limits import AnswerHeaders
from genai_shared.observability.logs import configure_logging
from genai_shared.observability.metrics import Metrics, metrics_router
from genai_shared.observability.request_log import RequestLog
from genai_shared.settings import read_settings

PAGE = Path(__file__).parent / "page"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; tests pass settings of their own."""
    settings = settings or read_settings(Settings)
    configure_logging(settings)
    metrics = Metrics()
    app = FastAPIOffline(title="Chat with history", version="0.1.0", lifespan=services(settings))
    app.include_router(router)
    app.include_router(metrics_router(metrics))
    app.frontend("/", directory=PAGE, fallback=None)  # asked last: no file can hide an endpoint
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(AnswerHeaders)
    app.add_middleware(RequestLog, observer=metrics)  # outside all others
    install_error_handlers(app)
    return app
