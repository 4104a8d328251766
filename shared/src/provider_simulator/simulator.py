"""Everything one running simulator knows: settings, journal, script, gates, and the count of completions."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from provider_simulator.gates import Gates
from provider_simulator.journal import Journal
from provider_simulator.replies import digest
from provider_simulator.script import Script

if TYPE_CHECKING:
    from provider_simulator.settings import Settings


class Simulator:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.started = int(time.time())
        self.data_url = ""
        self.control_url = ""
        self.journal = Journal()
        self.clear()

    def clear(self) -> None:
        self.script = Script()
        self.gates = Gates()
        self.completions = 0

    def reset(self) -> None:
        """Forget everything; answers that hang, stall or wait at a gate end."""
        self.journal = self.journal.succeed()
        self.clear()

    def next_nonce(self) -> str:
        self.completions += 1
        return digest(self.settings.seed, "nonce", self.completions, 4)

    def serial(self, number: int) -> str:
        return digest(self.settings.seed, "id", number, 16)
