"""The endpoints."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.client_gone import while_connected
from app.errors import ProviderNotConfiguredError
from app.provider import Provider
from app.schemas import ChatRequest, ChatResponse, ErrorEnvelope, Health

router = APIRouter(responses={"default": {"model": ErrorEnvelope, "description": "Any failure"}})


def get_provider(request: Request) -> Provider:
    """Return the provider that lives as long as the application, if its key is set."""
    provider: Provider | None = request.state.provider
    if provider is None:
        raise ProviderNotConfiguredError
    return provider


ProviderDep = Annotated[Provider, Depends(get_provider)]


@router.get("/health")
async def health() -> Health:
    """Tell that this process answers; it asks the provider nothing, so it costs nothing."""
    return Health()


@router.post("/v1/chat")
async def chat(chat: ChatRequest, provider: ProviderDep, request: Request) -> ChatResponse:
    """Answer one message, and stop the provider's work if the caller leaves."""
    return await while_connected(request, provider.answer(chat))
