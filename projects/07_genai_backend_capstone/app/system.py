"""Whether this process lives; whether it can do its work, `GET /ready`, and its numbers come with them."""

from fastapi import APIRouter

from genai_shared.observability.metrics import Metrics, metrics_router
from genai_shared.readiness import ready_router
from genai_shared.schemas import Health

router = APIRouter()


def system_router(metrics: Metrics) -> APIRouter:
    """Return what operators and their machines ask; none of it costs anything."""
    everything = APIRouter(tags=["system"])
    for part in (router, ready_router(), metrics_router(metrics)):
        everything.include_router(part)
    return everything


@router.get("/health", summary="Does it live")
async def health() -> Health:
    """Tell that this process answers; it asks nobody."""
    return Health()
