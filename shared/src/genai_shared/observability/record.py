"""What is known about the request under way: who knows something writes it, the middleware reads it once.

So the model lane, the limits and the retries need neither a log's format nor a metric's name, and outside a
request, in a job or a test, they write into a record that nobody reads.
"""

import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

Ending = Literal["complete", "error", "client_gone"]


@dataclass(slots=True)
class Record:
    """One request, from its first byte to its last. Times are of `time.perf_counter`, in seconds."""

    request_id: str = ""
    method: str = ""
    route: str = ""  # the template, such as /v1/conversations/{id}: an address has too many values
    status: int = 0
    ended: Ending | None = None  # None: it goes on
    error: str | None = None  # the code, as in the envelope or the `error` event
    began: float = field(default_factory=time.perf_counter)
    first_token: float | None = None
    over: float | None = None

    user: str | None = None  # an id, never a name
    tier: str | None = None
    limited: str | None = None  # which of our limits refused it, such as `requests` or `tokens`

    model: str | None = None  # as the catalogue names it, such as anthropic/claude-haiku-4-5: few values
    provider: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    attempts: int = 0  # requests to providers
    retries: int = 0  # rounds after the first
    fallback: bool = False
    rests: dict[str, float] = field(default_factory=dict)  # by model, until when: Unix time, 0 for no longer

    pieces: int = 0  # of text, streamed so far: about the tokens, for an answer whose count never came

    keeps_texts: bool = False  # LOG_PROMPTS
    prompt: str | None = None
    answer: str | None = None

    @property
    def duration(self) -> float:
        """Seconds from the first byte to the last, or until now."""
        return (time.perf_counter() if self.over is None else self.over) - self.began

    @property
    def time_to_first_token(self) -> float | None:
        """Seconds from the first byte of the request to the first token of its stream."""
        return None if self.first_token is None else self.first_token - self.began

    def asked(self, prompt: str) -> None:
        """Keep what a model is asked, when the operator wants that in the log."""
        if self.keeps_texts:
            self.prompt = prompt

    def said(self, text: str) -> None:
        """Count a piece of the answer, and keep it when the operator wants that in the log."""
        self.pieces += 1
        if self.keeps_texts:
            self.answer = (self.answer or "") + text


_current: ContextVar[Record | None] = ContextVar("record", default=None)


def begin(record: Record) -> None:
    """Make a record the current one, for this task and for those that it starts, background tasks too."""
    _current.set(record)


def current_record() -> Record:
    """Return the record of the request under way; one that nobody reads where there is none."""
    return _current.get() or Record()
