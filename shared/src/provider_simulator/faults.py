"""The faults a script can ask for, one model for each; unknown kinds and parameters are refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, le=86_400)]


class Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ok(Parameters):
    """Answer normally."""

    kind: Literal["ok"] = "ok"


class Status(Parameters):
    """Answer with this status and the vendor's own error body."""

    kind: Literal["status"]
    status: Annotated[int, Field(ge=400, le=599)]
    retry_after: Annotated[float, Field(ge=0)] | str | None = None
    message: str | None = None
    error_type: str | None = None
    error_code: str | None = None
    should_retry: bool | None = None

    @field_validator("retry_after")
    @classmethod
    def fits_in_a_header(cls, wait: float | str | None) -> float | str | None:
        if isinstance(wait, str) and not (wait.isascii() and wait.isprintable()):
            raise ValueError("a header holds printable ASCII only")
        return wait


class Hang(Parameters):
    """Never send a byte."""

    kind: Literal["hang"]


class SlowFirstToken(Parameters):
    """Send a stream's headers at once, the first token (or the whole JSON answer) later."""

    kind: Literal["slow_first_token"]
    seconds: Seconds


class ErrorEvent(Parameters):
    """End a stream with the vendor's error event; a JSON answer gets the vendor's overload status."""

    kind: Literal["error_event"]
    after_tokens: Count = 0
    error_type: str | None = None


class Cut(Parameters):
    """Close the socket: before any byte (None), after the headers (0), or after so many tokens."""

    kind: Literal["cut"]
    after_tokens: Count | None = None


class Truncate(Parameters):
    """End properly but too early: no finish reason, no terminator; a JSON body stops in the middle."""

    kind: Literal["truncate"]
    after_tokens: Count = 0


class Stall(Parameters):
    """Send so many tokens, then nothing more."""

    kind: Literal["stall"]
    after_tokens: Count = 0


class Html(Parameters):
    """Answer with a proxy's HTML error page."""

    kind: Literal["html"]
    status: Annotated[int, Field(ge=200, le=599)] = 502

    @field_validator("status")
    @classmethod
    def may_have_a_body(cls, status: int) -> int:
        if status in {204, 205, 304}:
            raise ValueError("an answer with this status has no body")
        return status


class InvalidJson(Parameters):
    """Answer 200 with a body, or one data line of the stream, that is no JSON."""

    kind: Literal["invalid_json"]


class FixedReply(Parameters):
    """Answer with this text, or a text of exactly so many tokens, and no nonce."""

    kind: Literal["reply"]
    text: str | None = None
    tokens: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    stop_reason: str | None = None

    @model_validator(mode="after")
    def one_answer(self) -> FixedReply:
        if self.text is not None and self.tokens is not None:
            raise ValueError("give text or tokens, not both")
        return self


class CallTool(Parameters):
    """Answer with this tool call."""

    kind: Literal["tool_call"]
    name: str
    arguments: dict[str, Any] = {}


class Gated(Parameters):
    """Let the tokens after the first `open` leave only when they are released."""

    kind: Literal["gate"]
    open: Count = 0


Fault = Annotated[
    Ok
    | Status
    | Hang
    | SlowFirstToken
    | ErrorEvent
    | Cut
    | Truncate
    | Stall
    | Html
    | InvalidJson
    | FixedReply
    | CallTool
    | Gated,
    Field(discriminator="kind"),
]
OK = Ok()
