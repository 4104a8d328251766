"""Take events from other systems: `POST /events/`."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

router = APIRouter()
logger = logging.getLogger("uvicorn.error")  # uvicorn's own log, so that the line shows in the terminal


class Event(BaseModel):
    """Something that happened elsewhere; what `event_data` holds depends on the type."""

    model_config = ConfigDict(extra="forbid")

    event_id: str
    event_type: str
    event_data: dict[str, Any]


class Receipt(BaseModel):
    """The promise that an event has arrived; not that it has been dealt with."""

    message: str


@router.post("/", status_code=HTTPStatus.ACCEPTED)
async def receive_event(event: Event) -> Receipt:
    """Accept an event; 202 says *taken*, where 200 would say *done*."""
    logger.info("event %r of type %r received", event.event_id, event.event_type)
    return Receipt(message="Data received!")
