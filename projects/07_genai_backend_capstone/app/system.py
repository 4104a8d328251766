"""Whether this process lives, and whether it can do its work."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.dependencies import ServicesDep
from genai_shared.errors import ApiError
from genai_shared.schemas import Health

router = APIRouter(tags=["system"])


class Readiness(BaseModel):
    """What this process needs, and whether it is there."""

    status: Literal["ready", "not ready"]
    checks: dict[str, str]


@router.get("/health", summary="Does it live")
async def health() -> Health:
    """Tell that this process answers; it asks nobody, so it costs nothing."""
    return Health()


@router.get("/ready", summary="Can it work", responses={503: {"model": Readiness}})
async def ready(services: ServicesDep, response: Response) -> Readiness:
    """Tell whether requests can be sent here: the database answers. Limits go on without Redis."""
    try:
        await services.database.ping()
    except ApiError as error:
        response.status_code = 503
        return Readiness(status="not ready", checks={"database": error.code})
    redis = "away" if services.limits.outage.is_on else "ok"
    return Readiness(
        status="ready", checks={"database": "ok", "redis": redis if services.limits.redis else "unused"}
    )
