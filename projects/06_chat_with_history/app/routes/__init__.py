"""The endpoints."""

from fastapi import APIRouter

from app.routes import conversations, messages, service
from genai_shared.auth.routes import router as auth
from genai_shared.limits import limit_address
from genai_shared.schemas import ErrorEnvelope

router = APIRouter(responses={"default": {"model": ErrorEnvelope, "description": "Any failure"}})
router.include_router(service.router)
router.include_router(auth, dependencies=[limit_address("auth")])
router.include_router(conversations.router)
router.include_router(messages.router)
