"""One row for each request to a model, written before it is sent: who cannot pay the worst is not served.

What is reserved counts until it is settled, so a hundred requests at once cannot spend the same dollar. A
process that dies settles nothing: its reservations count until they expire, and then cost nothing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database
from app.database.tables import NANO, UsageRow, UserRow
from app.usage.errors import SpendingLimitError
from genai_shared.auth import Principal
from genai_shared.schemas import Usage


@dataclass(frozen=True)
class Bill:
    """What a request took in the end; `estimated` when the provider did not come to say it."""

    provider: str
    model: str
    usage: Usage
    estimated: bool = False


@dataclass(frozen=True)
class Ledger:
    """`budgets` has the US dollars a day of each tier; reservations expire after `lease` seconds."""

    database: Database
    budgets: Mapping[str, float]
    lease: float

    async def reserve(self, principal: Principal, dollars: float) -> str:
        """Set aside what a request can cost at most; return the row's id. SpendingLimitError: no."""
        now, amount = datetime.now(UTC), nano(dollars)
        row = UsageRow(
            id=f"use_{secrets.token_hex(12)}",
            user_id=principal.id,
            key_id=principal.key_id,
            day=now.date().isoformat(),
            created_at=now,
            expires_at=now + timedelta(seconds=self.lease),
            reserved_nano_usd=amount,
            cost_nano_usd=0,
            input_tokens=0,
            output_tokens=0,
            estimated=False,
        )
        async with self.database.writing() as session:
            await only_one_at_a_time(session, principal.id)
            spent = await spent_on(session, principal.id, row.day, now)
            if spent + amount > nano(self.budgets[principal.tier]):
                raise SpendingLimitError(retry_after=until_midnight(now))
            session.add(row)
        return row.id

    async def settle(self, row_id: str, bill: Bill | None) -> None:
        """Put what it took in the place of what was reserved; None: nobody was asked, or nobody answered."""
        values: dict[str, object] = {"settled_at": datetime.now(UTC), "reserved_nano_usd": 0}
        if bill:
            values |= {
                "provider": bill.provider,
                "model": bill.model,
                "input_tokens": bill.usage.input_tokens,
                "output_tokens": bill.usage.output_tokens,
                "cost_nano_usd": nano(bill.usage.cost_usd),
                "estimated": bill.estimated,
            }
        change = update(UsageRow).where(UsageRow.id == row_id, UsageRow.settled_at.is_(None))
        async with self.database.writing() as session:
            await session.execute(change.values(**values))

    async def spent_today(self, user_id: str) -> float:
        """Return today's US dollars, with what is reserved."""
        now = datetime.now(UTC)
        async with self.database.reading() as session:
            return await spent_on(session, user_id, now.date().isoformat(), now) / NANO


async def only_one_at_a_time(session: AsyncSession, user_id: str) -> None:
    """Let no other reservation of this user in until this transaction ends; SQLite has one writer anyway."""
    await session.execute(select(UserRow.id).where(UserRow.id == user_id).with_for_update())


async def spent_on(session: AsyncSession, user_id: str, day: str, now: datetime) -> int:
    """Return a day's nano-dollars: what was settled, and what is reserved and may still come."""
    reserved = case((UsageRow.expires_at > now, UsageRow.reserved_nano_usd), else_=0)
    mine = (UsageRow.user_id == user_id, UsageRow.day == day)
    return int(await session.scalar(select(func.sum(UsageRow.cost_nano_usd + reserved)).where(*mine)) or 0)


def nano(dollars: float) -> int:
    return round(dollars * NANO)


def until_midnight(now: datetime) -> float:
    """Return the seconds until the next day begins, in UTC."""
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - now).total_seconds()
