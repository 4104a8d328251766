"""What is not about conversations: whether the service lives, what it can ask, and a chat without memory."""

from fastapi import APIRouter, Request

from app.dependencies import LlmDep, StoppingDep
from app.metered import DailyTokensDep
from genai_shared.auth import require
from genai_shared.client_gone import while_connected
from genai_shared.lane import Lane
from genai_shared.limits import estimated, limit_user
from genai_shared.schemas import ChatRequest, ChatResponse, Completion, Health, ModelCard, ModelList

router = APIRouter()


@router.get("/health")
async def health() -> Health:
    """Tell that this process answers; it asks nobody, so it costs nothing."""
    return Health()


@router.get("/v1/models", dependencies=[require("models")])
@limit_user("models")
async def models(llm: LlmDep) -> ModelList:
    """List what `model` can be: the aliases, and the models whose provider has a key."""
    return ModelList(data=[ModelCard(id=name, owned_by=owner) for name, owner in llm.models().items()])


@router.post("/v1/chat", response_model=ChatResponse, dependencies=[require("chat")])
@limit_user("chat")
async def chat(
    question: ChatRequest, llm: LlmDep, tokens: DailyTokensDep, stopping: StoppingDep, request: Request
) -> Completion:
    """Answer one message, and remember nothing."""
    async with stopping.unless_over():
        return await while_connected(request, completed(question, llm, tokens))


async def completed(question: ChatRequest, llm: Lane, tokens: DailyTokensDep) -> Completion:
    reserved = await tokens.reserve(estimated(question.system, question.message) + question.max_tokens)
    spent = 0
    try:
        completion = await llm.complete(question.prompt())
        spent = completion.usage.input_tokens + completion.usage.output_tokens
    finally:
        await reserved.settle(spent)
    return completion
