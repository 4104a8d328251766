"""What can be chosen when the simulator starts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    host: str = "127.0.0.1"
    port: int = 9100
    control_port: int = 9101
    seed: int = 0
    time_to_first_token: float = 0.0  # seconds
    tokens_per_second: float = 0.0  # 0: as fast as the client reads
    log_level: str = "warning"
