"""The models the simulated OpenAI has, with their limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

CREATED = 1_750_000_000


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    context: int
    output: int

    @property
    def reasons(self) -> bool:
        """Whether it refuses max_tokens and a temperature, as everything since gpt-5 does."""
        return bool(re.match(r"o\d|gpt-[5-9]", self.id))

    def listed(self) -> dict[str, Any]:
        return {"id": self.id, "object": "model", "created": CREATED, "owned_by": "openai"}


REASONING = (
    "gpt-5", "gpt-5.1", "gpt-5.2", "gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano", "gpt-5.5",
    "gpt-5.6-sol", "gpt-6-sol", "gpt-6-luna",
)  # fmt: skip
CHAT = {
    **{name: Model(name, 128_000, 16_384) for name in ("gpt-4o", "gpt-4o-mini")},
    **{name: Model(name, 400_000, 32_768) for name in ("gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano")},
    **{name: Model(name, 400_000, 128_000) for name in REASONING},
}
EMBEDDING = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
EMBEDDING_INPUT = 8192


def everything() -> dict[str, dict[str, Any]]:
    embedding = {name: Model(name, EMBEDDING_INPUT, 0).listed() for name in EMBEDDING}
    return {**{name: model.listed() for name, model in CHAT.items()}, **embedding}
