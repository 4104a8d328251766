"""Build the service: its endpoints, its page, and what every request passes."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.gzip import GZipMiddleware

from app.anthropic_api import routes as anthropic
from app.browser import SecurityHeaders, allow_origins
from app.chat import routes as chat
from app.conversations import messages
from app.conversations import routes as conversations
from app.openai_api import routes as openai
from app.openapi import fails_with
from app.services import lifespan_of
from app.settings import Settings
from app.system import system_router
from app.usage import routes as usage
from app.users import admin, keys
from app.users import routes as users
from genai_shared.auth.routes import router as auth
from genai_shared.body_limit import BodyLimit
from genai_shared.errors.responses import install_error_handlers
from genai_shared.limits import AnswerHeaders, limit_address
from genai_shared.observability.logs import configure_logging
from genai_shared.observability.metrics import Metrics
from genai_shared.observability.request_log import RequestLog
from genai_shared.settings import read_settings

PAGE = Path(__file__).parent / "page"
DESCRIPTION = """A GenAI backend: chat with and without memory, over several providers.

**Authorize** with a name and a password, or with an API key. OpenAI's and Anthropic's clients work here too:
give them this address and an API key.
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; tests pass settings of their own."""
    settings = settings or read_settings(Settings)
    configure_logging(settings)
    metrics = Metrics()
    app = FastAPIOffline(
        title="GenAI backend", version="1.0.0", description=DESCRIPTION, lifespan=lifespan_of(settings)
    )
    app.include_router(system_router(metrics))
    app.include_router(endpoints())
    app.frontend("/", directory=PAGE, fallback=None)  # asked last: no file can hide an endpoint
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(AnswerHeaders)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(GZipMiddleware, minimum_size=1000)  # it leaves event streams alone
    allow_origins(app, settings)
    app.add_middleware(RequestLog, observer=metrics, log_prompts=settings.log_prompts)  # outside all others
    install_error_handlers(app)
    return app


def endpoints() -> APIRouter:
    """Return every endpoint."""
    router = APIRouter()
    router.include_router(auth, dependencies=[limit_address("auth")], responses=fails_with(401, 422, 429))
    parts = (chat, conversations, messages, openai, anthropic, usage, users, keys, admin)
    router.include_router(users.open_router)
    for part in parts:
        router.include_router(part.router, responses=fails_with(422))
    return router
