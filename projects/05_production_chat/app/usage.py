"""What has been used of the day's tokens."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from app.auth.dependencies import require
from app.auth.principal import Principal
from app.limits.tokens import TokenBudget, midnight
from genai_shared.errors import NotFoundError

router = APIRouter(prefix="/v1/usage", tags=["usage"])


class UsageToday(BaseModel):
    """How the day of a user stands."""

    user: str
    tier: str
    tokens_used: int = Field(description="today, in UTC; answers under way count with all that they may take")
    tokens_per_day: int
    resets_at: int = Field(description="Unix time, in seconds")


@router.get("")
async def own_usage(principal: Annotated[Principal, require()], request: Request) -> UsageToday:
    """Tell the caller how their day stands."""
    return await today(principal, request)


@router.get("/{user}", dependencies=[require("admin")])
async def usage_of(user: str, request: Request) -> UsageToday:
    """Tell an administrator how somebody's day stands."""
    if principal := request.state.users.principal(user, frozenset()):
        return await today(principal, request)
    raise NotFoundError("There is no such user.")


async def today(principal: Principal, request: Request) -> UsageToday:
    budget: TokenBudget = request.state.budget
    return UsageToday(
        user=principal.name,
        tier=principal.tier,
        tokens_used=await budget.used(principal.name),
        tokens_per_day=budget.limit(principal),
        resets_at=midnight(),
    )
