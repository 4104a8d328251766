"""Say which address leads to which endpoint module."""

from fastapi import APIRouter

from app import echo, events, health

router = APIRouter()
router.include_router(health.router, tags=["health"])
router.include_router(echo.router, prefix="/echo", tags=["echo"])
router.include_router(events.router, prefix="/events", tags=["events"])
