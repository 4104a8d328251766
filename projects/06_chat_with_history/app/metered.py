"""Tokens per day: set aside before a turn asks anybody, and settled when it is over."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.dependencies import Caller
from genai_shared.limits import Limits, Reservation, get_limits


@dataclass(frozen=True)
class DailyTokens:
    """The caller's tokens of today."""

    limits: Limits
    request: Request
    caller: Caller

    async def reserve(self, tokens: int) -> Reservation:
        """Set so many aside; TokenBudgetError: they do not fit into today any more."""
        return await self.limits.reserve(self.request, self.caller, tokens)


async def daily_tokens(
    request: Request, caller: Caller, limits: Annotated[Limits, Depends(get_limits)]
) -> DailyTokens:
    return DailyTokens(limits, request, caller)


DailyTokensDep = Annotated[DailyTokens, Depends(daily_tokens)]
