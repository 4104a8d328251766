"""The Anthropic models the simulator plays, and what each takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CONTEXT_WINDOW = 200_000


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    name: str
    created: str  # the day
    output_limit: int = 128_000
    prefill: bool = False  # may a conversation end with a partial assistant turn?

    def info(self) -> dict[str, Any]:
        return {
            "type": "model", "id": self.id, "display_name": self.name,
            "created_at": f"{self.created}T00:00:00Z", "lifecycle": "active",
            "deprecated_at": None, "retires_at": None, "max_input_tokens": CONTEXT_WINDOW,
            "max_tokens": self.output_limit,
        }  # fmt: skip


def four_five(name: str, day: str) -> list[Model]:
    """Make one of the 4.5 family under both of its ids."""
    alias = f"claude-{name.lower()}-4-5"
    ids = (alias, f"{alias}-{day.replace('-', '')}")
    return [Model(id_, f"Claude {name} 4.5", day, 64_000, prefill=True) for id_ in ids]


MODELS = {
    model.id: model
    for model in (
        Model("claude-opus-5-5", "Claude Opus 5.5", "2026-10-21"),
        Model("claude-sonnet-5-5", "Claude Sonnet 5.5", "2026-10-21"),
        Model("claude-haiku-5-5", "Claude Haiku 5.5", "2026-10-21"),
        Model("claude-fable-5", "Claude Fable 5", "2026-07-15"),
        Model("claude-opus-5", "Claude Opus 5", "2026-07-15"),
        Model("claude-sonnet-5", "Claude Sonnet 5", "2026-07-15"),
        Model("claude-opus-4-8", "Claude Opus 4.8", "2026-06-01"),
        Model("claude-opus-4-7", "Claude Opus 4.7", "2026-04-16"),
        Model("claude-sonnet-4-6", "Claude Sonnet 4.6", "2026-02-17"),
        Model("claude-opus-4-6", "Claude Opus 4.6", "2026-02-05"),
        *four_five("Opus", "2025-11-01"),
        *four_five("Haiku", "2025-10-01"),
        *four_five("Sonnet", "2025-09-29"),
    )
}


def page(limit: int, after: str | None, before: str | None) -> dict[str, Any]:
    """Give one page of the list of models, newest first."""
    ids = list(MODELS)
    start = ids.index(after) + 1 if after in MODELS else 0
    end = ids.index(before) if before in MODELS else len(ids)
    chosen = ids[start:end]
    shown = chosen[-limit:] if before in MODELS else chosen[:limit]
    return {
        "data": [MODELS[id_].info() for id_ in shown],
        "has_more": len(shown) < len(chosen),
        "first_id": shown[0] if shown else None,
        "last_id": shown[-1] if shown else None,
    }
