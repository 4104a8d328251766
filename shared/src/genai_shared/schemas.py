"""The bodies that go in and come out of every stage with a chat."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from genai_shared.prompt import Prompt, ToolCall

MOST_TOKENS = 128_000  # more than that, no model of today writes in one answer


def not_blank(text: str) -> str:
    """Return a text that says something; ValueError for one that does not."""
    if not text.strip():
        raise ValueError("must hold more than white space")
    return text


def encodable(text: str) -> str:
    """Refuse half a surrogate pair, which JSON can spell but no request can carry on (ValueError)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode text") from None
    return text


def whole(text: str) -> str:
    """Join surrogates that came in two tokens, and replace what has no other half: no store could keep it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Text = Annotated[str, AfterValidator(encodable)]


class ChatRequest(BaseModel):
    """What a caller asks. Unknown fields are refused: a misspelt `max_tokens` would cost money."""

    model_config = ConfigDict(extra="forbid", strict=True)

    message: Annotated[Text, AfterValidator(not_blank), Field(examples=["What is SSE?"])]
    system: Text | None = None
    model: Text | None = Field(default=None, description="an alias, or `provider/model`; none: the default")
    max_tokens: int = Field(
        default=1024, ge=1, le=MOST_TOKENS, description="the most tokens the answer may have"
    )
    temperature: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)

    def prompt(self) -> Prompt:
        """Return the same as a conversation of one message, after the system prompt if there is one."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return Prompt(
            messages=[*system, {"role": "user", "content": self.message}],
            model=self.model,
            max_tokens=self.max_tokens,
            temperature=self.temperature,
        )


class Usage(BaseModel):
    """What the answer cost: tokens as the provider counted them, and US dollars."""

    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)
    cost_usd: float = Field(ge=0, description="US dollars, by the catalogue's prices")


class ChatResponse(BaseModel):
    """What the model answered, and which one it was."""

    content: str
    provider: str = Field(description="who answered: anthropic, openai or openrouter")
    model: str = Field(description="the model's id as the provider reports it")
    fallback_used: bool = Field(description="whether another model had been asked, or passed over, first")
    stop_reason: str
    usage: Usage


class Completion(ChatResponse):
    """An answer that may ask for tools to be called; `stop_reason` is `tool_calls` then."""

    tool_calls: list[ToolCall] = []


class ChatDone(BaseModel):
    """How a streamed answer ended: everything in ChatResponse but the text, which has gone out by then."""

    provider: str
    model: str
    fallback_used: bool
    stop_reason: str
    usage: Usage


class ModelCard(BaseModel):
    """One model, or one alias, in OpenAI's shape."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(default=0, description="Unix time in seconds; 0: not known")
    owned_by: str = Field(description="the provider, or `alias`")


class ModelList(BaseModel):
    """What can be asked for by `model`."""

    object: Literal["list"] = "list"
    data: list[ModelCard]


class ErrorDetail(BaseModel):
    """What went wrong; `code` is for programs, `message` for people, `request_id` stands in the log too."""

    type: str
    code: str
    message: str
    param: str | None
    request_id: str


class ErrorEnvelope(BaseModel):
    """The one shape of every failure."""

    error: ErrorDetail


class Health(BaseModel):
    """A process that answers."""

    status: str = "ok"
