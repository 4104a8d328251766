"""The endpoints: those of stage 4, each behind a scope and a limit."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.auth.dependencies import require
from app.dependencies import LlmDep, OpenAnswerDep, SettingsDep, SpendDep, StoppingDep
from app.limits.rates import Rates
from app.schemas import StreamQuestion
from genai_shared.client_gone import while_connected
from genai_shared.schemas import ChatRequest, ChatResponse, Health, ModelCard, ModelList
from genai_shared.sse import RESPONSES, EventStream


def chat_routes(rates: Rates) -> APIRouter:
    """Return what asks the models, and what tells which there are.

    slowapi counts when the route is called: by then FastAPI has found out who is asking, and has refused what
    is not valid. It wants the request among the arguments, by that name.
    """
    router = APIRouter()
    limited = rates.by_user("chat")

    @router.get("/v1/models", dependencies=[require("models")])
    @rates.by_user("models")
    async def models(
        request: Request,  # noqa: ARG001 - slowapi looks for it
        llm: LlmDep,
    ) -> ModelList:
        """List what `model` can be: the aliases, and the models whose provider has a key."""
        return ModelList(data=[ModelCard(id=name, owned_by=owner) for name, owner in llm.models().items()])

    @router.post("/v1/chat", dependencies=[require("chat")])
    @limited
    async def chat(
        request: Request, question: ChatRequest, llm: LlmDep, stopping: StoppingDep, spend: SpendDep
    ) -> ChatResponse:
        """Answer one message as a whole, and stop all work if the caller leaves."""
        async with spend(question), stopping.unless_over():
            return await while_connected(request, llm.complete(question))

    @router.post(
        "/v1/chat/stream",
        dependencies=[require("chat")],
        response_class=EventStream,
        responses=RESPONSES,
    )
    @limited
    async def stream(
        request: Request,  # noqa: ARG001 - slowapi looks for it
        question: ChatRequest,
        open_answer: OpenAnswerDep,
        settings: SettingsDep,
    ) -> EventStream:
        """Answer one message token by token."""
        return EventStream(await open_answer(question), settings)

    @router.get(
        "/v1/chat/stream",
        dependencies=[require("chat")],
        response_class=EventStream,
        responses=RESPONSES,
    )
    @limited
    async def stream_by_get(
        request: Request,  # noqa: ARG001 - slowapi looks for it
        question: Annotated[StreamQuestion, Query()],
        open_answer: OpenAnswerDep,
        settings: SettingsDep,
    ) -> EventStream:
        """Do the same for a client that can send nothing but an address and headers."""
        chat = ChatRequest(message=question.message, model=question.model)
        return EventStream(await open_answer(chat), settings)

    return router


def open_routes() -> APIRouter:
    """Return what anybody may ask, and what costs nothing."""
    router = APIRouter()

    @router.get("/health")
    async def health() -> Health:
        """Tell that this process answers; it asks no provider and no Redis."""
        return Health()

    return router
