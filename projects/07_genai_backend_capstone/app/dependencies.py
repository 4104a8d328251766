"""What the routes ask for, by its name in their signatures."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import Depends, Request

from app.services import Services
from app.streaming import opened
from app.usage.account import Account
from app.usage.metered import MeteredLane
from genai_shared.auth import Principal, require
from genai_shared.lane import AnswerStream, Lane
from genai_shared.prompt import Prompt

OpenAnswer = Callable[[Prompt], Awaitable[AnswerStream]]


async def get_services(request: Request) -> Services:
    """Return what lives as long as the application."""
    services: Services = request.state.services
    return services


ServicesDep = Annotated[Services, Depends(get_services)]
Caller = Annotated[Principal, require("chat")]
Anybody = Annotated[Principal, require()]
Admin = Annotated[Principal, require("admin")]


async def get_lane(request: Request, caller: Caller, services: ServicesDep) -> Lane:
    """Return the way to the models for this caller, who pays for it."""
    account = Account(services.ledger, services.limits, services.afterwards, caller, request)
    return MeteredLane(services.lane, account)


LaneDep = Annotated[Lane, Depends(get_lane)]


async def answers(request: Request, lane: LaneDep, services: ServicesDep) -> AsyncIterator[OpenAnswer]:
    """Give the function that opens an answer; what it opened is closed when the response is over.

    FastAPI runs what stands before the `yield` and the route itself before anything is sent, so a failure
    there is a status; what stands after it runs when the last byte is out or the client has gone.
    """
    async with AsyncExitStack() as stack:

        async def open_answer(prompt: Prompt) -> AnswerStream:
            return await stack.enter_async_context(opened(prompt, lane, services.stopping, request))

        yield open_answer


OpenAnswerDep = Annotated[OpenAnswer, Depends(answers)]
