"""A whole completion, as OpenAI writes it."""

import secrets
import time
from typing import Literal, Self

from pydantic import BaseModel, Field

from genai_shared.prompt import ToolCall
from genai_shared.schemas import Completion, Usage


def new_id() -> str:
    return f"chatcmpl-{secrets.token_hex(16)}"


class TokenUsage(BaseModel):
    """Tokens as the provider counted them; `cost_usd` is ours, and no client minds it."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    cost_usd: float = Field(description="US dollars, by the catalogue's prices")

    @classmethod
    def of(cls, usage: Usage) -> Self:
        return cls(
            prompt_tokens=usage.input_tokens,
            completion_tokens=usage.output_tokens,
            total_tokens=usage.input_tokens + usage.output_tokens,
            cost_usd=usage.cost_usd,
        )


class AnswerMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str | None
    tool_calls: list[ToolCall] | None = None
    refusal: None = None


class Choice(BaseModel):
    index: Literal[0] = 0
    message: AnswerMessage
    finish_reason: str
    logprobs: None = None


class ChatCompletion(BaseModel):
    """The answer; `provider` says who gave it."""

    id: str = Field(default_factory=new_id)
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(default_factory=lambda: int(time.time()))
    model: str
    choices: list[Choice]
    usage: TokenUsage
    provider: str

    @classmethod
    def of(cls, answer: Completion) -> Self:
        message = AnswerMessage(content=answer.content or None, tool_calls=answer.tool_calls or None)
        if not answer.tool_calls:
            message.content = answer.content
        return cls(
            model=answer.model,
            choices=[Choice(message=message, finish_reason=answer.stop_reason)],
            usage=TokenUsage.of(answer.usage),
            provider=answer.provider,
        )
