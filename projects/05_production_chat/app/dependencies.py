"""What the routes ask for, by its name in their signatures."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Annotated

from fastapi import Depends, Request

from app.auth.dependencies import require
from app.auth.principal import Principal
from app.limits.tokens import TokenBudget  # noqa: TC001 - FastAPI reads annotations
from app.retries import RetryingLlm
from app.settings import Settings
from app.spending import spending
from genai_shared.schemas import ChatRequest
from genai_shared.sse import answer_to
from genai_shared.stopping import Stopping

OpenAnswer = Callable[[ChatRequest], Awaitable[AsyncIterator[bytes]]]
Spend = Callable[[ChatRequest], AbstractAsyncContextManager[None]]


def get_llm(request: Request) -> RetryingLlm:
    """Return the models, which live as long as the application."""
    llm: RetryingLlm = request.state.llm
    return llm


def get_settings(request: Request) -> Settings:
    settings: Settings = request.state.settings
    return settings


def get_stopping(request: Request) -> Stopping:
    stopping: Stopping = request.state.stopping
    return stopping


def get_spend(request: Request, principal: Annotated[Principal, require("chat")]) -> Spend:
    """Return what reserves the tokens of an answer to this caller, and settles them."""
    budget: TokenBudget = request.state.budget
    return lambda chat: spending(request, principal, chat, budget)


LlmDep = Annotated[RetryingLlm, Depends(get_llm)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
StoppingDep = Annotated[Stopping, Depends(get_stopping)]
SpendDep = Annotated[Spend, Depends(get_spend)]


async def answers(
    request: Request, llm: LlmDep, stopping: StoppingDep, spend: SpendDep
) -> AsyncIterator[OpenAnswer]:
    """Give the function that opens an answer; what it opened is closed when the response is over.

    FastAPI runs what stands before the `yield` and the route itself before anything is sent, so a failure
    there is a status; what stands after it runs when the last byte is out or the client has gone.
    """
    async with AsyncExitStack() as opened:

        async def open_answer(chat: ChatRequest) -> AsyncIterator[bytes]:
            await opened.enter_async_context(spend(chat))
            return await opened.enter_async_context(answer_to(chat, llm, stopping, request))

        yield open_answer


OpenAnswerDep = Annotated[OpenAnswer, Depends(answers)]
