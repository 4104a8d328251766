"""Say that the service is up: `GET /` for people, `GET /health` for machines."""

from fastapi import APIRouter

router = APIRouter()


@router.get("/")
async def home() -> dict[str, str]:
    """Greet whoever opens the address in a browser."""
    return {"message": "API running"}


@router.get("/health")
async def health() -> dict[str, str]:
    """Answer whoever watches the service, such as Docker."""
    return {"status": "ok"}
