"""The request that is measured, as each vendor wants it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from load import Job

SYSTEM, QUESTION = "You are a patient tutor. Answer in one sentence.", "What is a dependency in FastAPI?"
MESSAGES = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
HEADERS = {"content-type": "application/json", "authorization": "Bearer sk-sim-benchmark"}


@dataclass
class Vendor:
    name: str
    path: str
    body: dict[str, object]
    marker: str  # stands once in each token's frame

    def job(self, port: int, seconds: float) -> Job:
        """Whole answers, one after the other."""
        return Job(port, self.path, self.headers(), json.dumps(self.body), seconds=seconds)

    def stream(self, port: int, seconds: float) -> Job:
        body = json.dumps(self.body | {"stream": True})
        return Job(port, self.path, self.headers(), body, seconds=seconds, marker=self.marker)

    def headers(self) -> dict[str, str]:
        return HEADERS | ({"anthropic-version": "2026-10-21"} if self.name == "Anthropic" else {})


ANTHROPIC = Vendor(
    "Anthropic",
    "/anthropic/v1/messages",
    {"model": "claude-haiku-4-5", "max_tokens": 1000, "system": SYSTEM, "messages": MESSAGES[1:]},
    "text_delta",
)
OPENAI = Vendor(
    "OpenAI",
    "/openai/v1/chat/completions",
    {"model": "gpt-4.1-mini", "messages": MESSAGES},
    '"delta":{"content":',
)
OPENROUTER = Vendor(
    "OpenRouter",
    "/openrouter/api/v1/chat/completions",
    {"model": "openai/gpt-4.1-mini", "messages": MESSAGES},
    '"finish_reason":null',
)
VENDORS = [ANTHROPIC, OPENAI, OPENROUTER]
