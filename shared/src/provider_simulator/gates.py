"""Gates: a token leaves only when whoever drives the simulator says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from provider_simulator.entry import Entry


class Release(BaseModel):
    """The body of `POST /gates/release`."""

    model_config = ConfigDict(extra="forbid")

    tokens: int = Field(default=1, ge=1)
    all: bool = False
    request: int | None = None


class Gate:
    """One gated answer's permits; the first `opened` tokens need no release."""

    def __init__(self, entry: Entry, opened: int) -> None:
        self.entry = entry
        self.permits: float = opened
        self.changed = asyncio.Event()

    def release(self, permits: float) -> None:
        """Give permits; from here on the answer counts as not waiting, even before it moves."""
        self.permits += permits
        self.entry.set_gated(gated=False)
        self.changed.set()

    def take(self) -> bool:
        """Use up one permit if there is one."""
        if self.permits < 1:
            return False
        self.permits -= 1
        return True

    def released(self) -> Awaitable[object]:
        """Say that the answer waits here; what is given back ends with the next release."""
        self.entry.set_gated(gated=True)
        self.changed.clear()
        return self.changed.wait()


class Gates:
    """The gates of the answers in progress."""

    def __init__(self) -> None:
        self.open: dict[int, Gate] = {}

    def add(self, entry: Entry, opened: int) -> Gate:
        gate = self.open[entry.id] = Gate(entry, opened)
        return gate

    def remove(self, gate: Gate) -> None:
        if self.open.get(gate.entry.id) is gate:
            del self.open[gate.entry.id]

    def release(self, permits: float, request: int | None = None) -> int:
        """Give permits to one gated answer or to all that exist now; say how many got them."""
        reached = [gate for gate in self.open.values() if request in (None, gate.entry.id)]
        for gate in reached:
            gate.release(permits)
        return len(reached)
