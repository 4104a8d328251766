"""The script: an ordered list of rules that say which completion requests meet which fault."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from provider_simulator.faults import OK, Fault

Ordinal = Annotated[int, Field(ge=1)]


class Rule(BaseModel):
    """A fault for the requests of a vendor and model, or only for those with these numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fault: Fault
    vendor: Literal["anthropic", "openai", "openrouter"] | None = None
    model: str | None = None
    request: Ordinal | list[Ordinal] | None = None

    def counts(self, vendor: str, model: str | None) -> bool:
        return self.vendor in (None, vendor) and self.model in (None, model)

    def applies(self, number: int) -> bool:
        if self.request is None:
            return True
        return number in self.request if isinstance(self.request, list) else number == self.request


class ScriptBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rules: list[Rule]


class Script:
    """The rules in force; each counts, from 1, the requests that match its vendor and model."""

    def __init__(self, rules: list[Rule] | None = None) -> None:
        self.rules = rules or []
        self.counters = [0] * len(self.rules)

    def next_fault(self, vendor: str, model: str | None) -> Fault:
        """Count one completion request and give its fault: the first rule that applies wins."""
        chosen: Fault | None = None
        for place, rule in enumerate(self.rules):
            if rule.counts(vendor, model):
                self.counters[place] += 1
                if chosen is None and rule.applies(self.counters[place]):
                    chosen = rule.fault
        return chosen or OK


def one_line(error: ValidationError) -> str:
    """Say what is wrong first, and where: `rules.0.fault.kind: …`."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"] if "[" not in str(part)) or "body"
    more = error.error_count() - 1
    return f"{place}: {first['msg']}" + (f" (and {more} more)" if more else "")
