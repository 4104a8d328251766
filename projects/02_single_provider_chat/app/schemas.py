"""The bodies that go in and come out."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# The most that claude-haiku-4-5 writes in one answer. A model that writes less refuses by itself.
MAX_OUTPUT_TOKENS = 64_000


def not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must hold more than white space")
    return text


def encodable(text: str) -> str:
    """Refuse half a surrogate pair, which JSON can spell but no request can carry on."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode text") from None
    return text


Text = Annotated[str, AfterValidator(encodable)]


class ChatRequest(BaseModel):
    """What a caller asks. Unknown fields are refused: a misspelt `max_tokens` would cost money."""

    model_config = ConfigDict(extra="forbid", strict=True)

    message: Annotated[Text, AfterValidator(not_blank)]
    system: Text | None = None
    max_tokens: int = Field(default=1024, ge=1, le=MAX_OUTPUT_TOKENS)
    temperature: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)


class Usage(BaseModel):
    """What the answer cost, in tokens."""

    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)


class ChatResponse(BaseModel):
    """What the model answered."""

    content: str
    model: str
    stop_reason: str
    usage: Usage


class ErrorDetail(BaseModel):
    type: str
    code: str
    message: str
    param: str | None
    request_id: str


class ErrorEnvelope(BaseModel):
    """The one shape of every failure."""

    error: ErrorDetail


class Health(BaseModel):
    status: str = "ok"
