"""What was used and spent: sums by day, key and model."""

from datetime import date

from sqlalchemy import func, select

from app.database import Database
from app.database.tables import NANO, UsageRow
from app.usage.schemas import UsageLine


async def lines_of(database: Database, user_id: str, since: date, until: date) -> list[UsageLine]:
    """Return a line for each day, key and model, newest day first; what nobody answered has none."""
    by = (UsageRow.day, UsageRow.key_id, UsageRow.provider, UsageRow.model)
    sums = (
        func.count(),
        func.sum(UsageRow.input_tokens),
        func.sum(UsageRow.output_tokens),
        func.sum(UsageRow.cost_nano_usd),
    )
    days = UsageRow.day.between(since.isoformat(), until.isoformat())
    wanted = select(*by, *sums).where(UsageRow.user_id == user_id, days, UsageRow.model.is_not(None))
    async with database.reading() as session:
        rows = (
            await session.execute(wanted.group_by(*by).order_by(UsageRow.day.desc(), UsageRow.model))
        ).all()
    return [
        UsageLine(
            day=day,
            key_id=key_id,
            provider=provider,
            model=model,
            requests=requests,
            input_tokens=int(read),
            output_tokens=int(written),
            cost_usd=int(cost) / NANO,
        )
        for day, key_id, provider, model, requests, read, written, cost in rows
    ]
