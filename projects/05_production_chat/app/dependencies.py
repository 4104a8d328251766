"""What the routes ask for, by its name in their signatures."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import Depends, Request

from app.settings import Settings
from app.stopping import Stopping
from app.streaming import Answer, answer_to
from genai_shared.llm import Llm
from genai_shared.schemas import ChatRequest

OpenAnswer = Callable[[ChatRequest], Awaitable[Answer]]


def get_llm(request: Request) -> Llm:
    """Return the models, which live as long as the application."""
    llm: Llm = request.state.llm
    return llm


def get_settings(request: Request) -> Settings:
    settings: Settings = request.state.settings
    return settings


def get_stopping(request: Request) -> Stopping:
    stopping: Stopping = request.state.stopping
    return stopping


LlmDep = Annotated[Llm, Depends(get_llm)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
StoppingDep = Annotated[Stopping, Depends(get_stopping)]


async def answers(request: Request, llm: LlmDep, stopping: StoppingDep) -> AsyncIterator[OpenAnswer]:
    """Give the function that opens an answer; what it opened is closed when the response is over.

    FastAPI runs what stands before the `yield` and the route itself before anything is sent, so a failure
    there is a status; what stands after it runs when the last byte is out or the client has gone.
    """
    async with AsyncExitStack() as opened:

        async def open_answer(chat: ChatRequest) -> Answer:
            return await opened.enter_async_context(answer_to(chat, llm, stopping, request))

        yield open_answer


OpenAnswerDep = Annotated[OpenAnswer, Depends(answers)]
