"""What a model is asked: a whole conversation in OpenAI's format, which every lane to a model takes."""

from dataclasses import dataclass, fields
from typing import Any

from pydantic import BaseModel

Message = dict[
    str, Any
]  # {"role": …, "content": …}, with tool calls, tool results and images as OpenAI has them


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """One request to a model. None means: what the provider takes for it.

    The system prompt is a message with the role `system`. Whoever builds a Prompt has checked it: nothing is
    checked again here, and a provider refuses what it cannot take (ProviderRejectedError).
    """

    messages: list[Message]
    model: str | None = None  # an alias, or `provider/model`; none: the catalogue's default
    max_tokens: int = 1024  # of the answer; a model's own limit wins when it is smaller
    temperature: float | None = None
    top_p: float | None = None
    stop: str | list[str] | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    response_format: dict[str, Any] | None = None
    reasoning_effort: str | None = None

    def options(self) -> dict[str, Any]:
        """Return what is set, but the messages, the model and `max_tokens`: the names are OpenAI's."""
        names = [
            field.name for field in fields(self) if field.name not in {"messages", "model", "max_tokens"}
        ]
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class Function(BaseModel):
    """Which tool a model wants to be called, with its arguments as JSON text; a model may write it badly."""

    name: str
    arguments: str


class ToolCall(BaseModel):
    """A whole tool call, in OpenAI's shape."""

    id: str
    type: str = "function"
    function: Function


class ToolCallDelta(BaseModel):
    """A piece of a tool call in a stream; the first one of each `index` has the id and the name."""

    index: int
    id: str | None = None
    name: str | None = None
    arguments: str = ""


class EmbeddingPrompt(BaseModel):
    """Texts to turn into vectors."""

    texts: list[str]
    model: str
    dimensions: int | None = None


class Embeddings(BaseModel):
    """A vector for each text, in their order, and what they cost."""

    provider: str
    model: str
    vectors: list[list[float]]
    input_tokens: int
    cost_usd: float
