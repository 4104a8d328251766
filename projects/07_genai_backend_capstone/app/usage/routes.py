"""What was used and spent: one's own, and for an administrator anybody's."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from app.dependencies import Admin, Anybody, ServicesDep
from app.openapi import fails_with
from app.services import Services
from app.usage.report import lines_of
from app.usage.schemas import UsageReport
from genai_shared.auth import Tier

router = APIRouter(prefix="/v1/usage", tags=["usage"], responses=fails_with(401, 422))
Days = Annotated[int, Query(ge=1, le=366, description="how many days back, today included")]


@router.get("", summary="See what you used")
async def own(caller: Anybody, services: ServicesDep, days: Days = 30) -> UsageReport:
    """Return how today stands, and what was used by day, key and model."""
    return await report(services, caller.id, caller.name, caller.tier, days)


@router.get("/{user}", summary="See what somebody used", responses=fails_with(403, 404))
async def of_user(user: str, _: Admin, services: ServicesDep, days: Days = 30) -> UsageReport:
    """Return the same about a user, by id or by name."""
    row = await services.users.row_of(user)
    return await report(services, row.id, row.name, row.tier, days)  # type: ignore[arg-type] # only tiers are written


async def report(services: Services, user_id: str, name: str, tier: Tier, days: int) -> UsageReport:
    limits, today = services.settings, datetime.now(UTC).date()
    tokens, resets_at = await services.limits.budget.used(user_id)
    lines = await lines_of(services.database, user_id, days_back(today, days), today)
    return UsageReport(
        user=name,
        tier=tier,
        requests={"free": limits.rate_limit_free, "premium": limits.rate_limit_premium}[tier],
        tokens_used=tokens,
        tokens_per_day=limits.tokens_per_day(tier),
        resets_at=resets_at,
        spent_usd=await services.ledger.spent_today(user_id),
        budget_usd=limits.budgets[tier],
        total_cost_usd=round(sum(line.cost_usd for line in lines), 9),
        lines=lines,
    )


def days_back(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)
