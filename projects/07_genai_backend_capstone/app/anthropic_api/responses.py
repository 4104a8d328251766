"""A whole message, as Anthropic writes it."""

import json
import secrets
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from genai_shared.prompt import ToolCall
from genai_shared.schemas import Completion

STOP_REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
}


def new_id() -> str:
    return f"msg_{secrets.token_hex(12)}"


def stop_reason(ours: str) -> str:
    return STOP_REASONS.get(ours, "end_turn")


class TextContent(BaseModel):
    type: Literal["text"] = "text"
    text: str


class ToolUse(BaseModel):
    type: Literal["tool_use"] = "tool_use"
    id: str
    name: str
    input: dict[str, Any]

    @classmethod
    def of(cls, call: ToolCall) -> Self:
        """Return a call; a model that writes its arguments badly gets them back as a text."""
        try:
            arguments = json.loads(call.function.arguments or "{}")
        except ValueError:
            arguments = None
        if not isinstance(arguments, dict):
            arguments = {"arguments": call.function.arguments}
        return cls(id=call.id, name=call.function.name, input=arguments)


class TokenUsage(BaseModel):
    input_tokens: int
    output_tokens: int


class Message(BaseModel):
    """The answer."""

    id: str = Field(default_factory=new_id)
    type: Literal["message"] = "message"
    role: Literal["assistant"] = "assistant"
    model: str
    content: list[TextContent | ToolUse]
    stop_reason: str
    stop_sequence: None = None
    usage: TokenUsage

    @classmethod
    def of(cls, answer: Completion) -> Self:
        texts = [TextContent(text=answer.content)] if answer.content else []
        return cls(
            model=answer.model,
            content=[*texts, *map(ToolUse.of, answer.tool_calls)],
            stop_reason=stop_reason(answer.stop_reason),
            usage=TokenUsage(
                input_tokens=answer.usage.input_tokens, output_tokens=answer.usage.output_tokens
            ),
        )


class TokenCount(BaseModel):
    """How many tokens a conversation is, by our own count."""

    input_tokens: int
