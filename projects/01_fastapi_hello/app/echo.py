"""Give a message back: `POST /echo`."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

router = APIRouter()


class EchoRequest(BaseModel):
    """What a client may send: a message, and nothing else."""

    model_config = ConfigDict(extra="forbid")

    message: str


class EchoResponse(BaseModel):
    """What a client gets back."""

    message: str


@router.post("")
async def echo(request: EchoRequest) -> EchoResponse:
    """Return the message as it came."""
    return EchoResponse(message=request.message)
