"""What OpenAI's clients send, and the prompt that it means."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.openai_api.messages import Message, plain
from genai_shared.prompt import Prompt
from genai_shared.schemas import MOST_TOKENS, Text


class FunctionSpec(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    description: Text | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class Tool(BaseModel):
    type: Literal["function"]
    function: FunctionSpec


class ResponseFormat(BaseModel):
    type: Literal["text", "json_object", "json_schema"]
    json_schema: dict[str, Any] | None = None


class StreamOptions(BaseModel):
    include_usage: bool = False


EXAMPLE: dict[str, Any] = {"model": "chat", "messages": [{"role": "user", "content": "What is SSE?"}]}


class CompletionRequest(BaseModel):
    """A request for a chat completion. What we do not know is refused, as OpenAI does: nothing is ignored."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    model: Text
    messages: Annotated[list[Message], Field(min_length=1)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    max_tokens: Annotated[int, Field(ge=1, le=MOST_TOKENS)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1, le=MOST_TOKENS)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    stop: Text | Annotated[list[Text], Field(max_length=4)] | None = None
    seed: int | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)] | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)] | None = None
    tools: Annotated[list[Tool], Field(min_length=1)] | None = None
    tool_choice: Literal["none", "auto", "required"] | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    response_format: ResponseFormat | None = None
    reasoning_effort: Text | None = None
    # What clients send by habit, and what changes nothing here; more than one answer we do not give.
    n: Literal[1] | None = None
    logprobs: Literal[False] | None = None
    user: str | None = None
    metadata: dict[str, str] | None = None
    store: Literal[False] | None = None
    service_tier: str | None = None

    def prompt(self, model: str, default_max_tokens: int) -> Prompt:
        """Return the same for a lane; `model` is the catalogue's name for the one that is asked for."""
        same = {"temperature", "top_p", "stop", "seed", "presence_penalty", "frequency_penalty"}
        same |= {"tools", "tool_choice", "parallel_tool_calls", "response_format", "reasoning_effort"}
        return Prompt(
            messages=[plain(message) for message in self.messages],
            model=model,
            max_tokens=self.max_completion_tokens or self.max_tokens or default_max_tokens,
            **self.model_dump(include=same, exclude_none=True),
        )


class EmbeddingRequest(BaseModel):
    """Texts to turn into vectors."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"model": "openai/text-embedding-3-small", "input": ["a cat"]}]},
    )

    model: Text
    input: Text | Annotated[list[Text], Field(min_length=1, max_length=2048)]
    dimensions: Annotated[int, Field(ge=1)] | None = None
    encoding_format: Literal["float", "base64"] = "float"
    user: str | None = None

    @property
    def texts(self) -> list[str]:
        return [self.input] if isinstance(self.input, str) else self.input


def full_name(model: str, offered: dict[str, str]) -> str:
    """Return the catalogue's name for a provider's own: `gpt-4.1-mini` is `openai/gpt-4.1-mini` here."""
    if model in offered:
        return model
    return next((name for name in offered if name.partition("/")[2] == model), model)
