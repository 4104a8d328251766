"""One request's caller before two budgets: dollars in the ledger, and tokens in the limits."""

from dataclasses import dataclass

from fastapi import Request

from app.afterwards import Afterwards
from app.usage.ledger import Bill, Ledger
from genai_shared.auth import Principal
from genai_shared.limits import Limits, Reservation


@dataclass(frozen=True)
class Account:
    """Who pays for what a request asks."""

    ledger: Ledger
    limits: Limits
    afterwards: Afterwards
    principal: Principal
    request: Request

    async def open(self, tokens: int, dollars: float) -> "Open":
        """Set both aside. TokenBudgetError, SpendingLimitError: it is too much, and nothing is."""
        row_id = await self.ledger.reserve(self.principal, dollars)
        try:
            reservation = await self.limits.reserve(self.request, self.principal, tokens)
        except BaseException:
            await self.settle(row_id, None)
            raise
        return Open(self, row_id, reservation)

    async def settle(self, row_id: str, bill: Bill | None) -> None:
        """Settle the dollars, also when the database is back: a restart must not forget what was spent."""
        await self.afterwards.do("usage", lambda: self.ledger.settle(row_id, bill))


@dataclass
class Open:
    """What is set aside for one request to a model."""

    account: Account
    row_id: str
    reservation: Reservation
    closed: bool = False

    async def close(self, bill: Bill | None) -> None:
        """Settle both, once."""
        if not self.closed:
            self.closed = True
            await self.account.afterwards.do("both budgets", lambda: self._settle(bill))

    async def _settle(self, bill: Bill | None) -> None:
        tokens = bill.usage.input_tokens + bill.usage.output_tokens if bill else 0
        await self.reservation.settle(tokens)
        await self.account.settle(self.row_id, bill)
