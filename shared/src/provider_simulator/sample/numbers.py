"""Numbers within a schema's bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provider_simulator.sample.schemas import Schema


@dataclass(frozen=True, slots=True)
class Bounds:
    low: float
    high: float
    open_low: bool
    open_high: bool
    step: float | None

    @classmethod
    def of(cls, schema: Schema, *, whole: bool) -> Bounds:
        above, below = schema.get("exclusiveMinimum", -math.inf), schema.get("exclusiveMaximum", math.inf)
        low, high = max(schema.get("minimum", -math.inf), above), min(schema.get("maximum", math.inf), below)
        return cls(low, high, low == above, high == below, schema.get("multipleOf", 1 if whole else None))

    def hold(self, number: float) -> bool:
        after = self.low < number if self.open_low else self.low <= number
        before = number < self.high if self.open_high else number <= self.high
        return after and before and (self.step is None or number % self.step == 0)

    def lowest(self) -> float:
        """Give the number at the lower bound, near it where the bound is open, or 1 where there is none."""
        if self.step is not None:
            return self.lowest_step(self.step)
        if self.low > -math.inf:
            room = self.high - self.low if self.high < math.inf else 2
            return self.low + room / 2 if self.open_low else self.low
        return 1 if self.hold(1) else self.high - self.open_high

    def lowest_step(self, step: float) -> float:
        if self.low > -math.inf:
            value = math.ceil(self.low / step) * step
            return round(value if self.hold(value) else value + step, 10)
        value = math.floor(min(step, self.high) / step) * step
        return round(value if self.hold(value) else value - step, 10)
