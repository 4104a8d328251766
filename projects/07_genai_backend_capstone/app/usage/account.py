"""One request's caller before two budgets: dollars in the ledger, and tokens in the limits."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi import Request

from app.usage.ledger import Bill, Ledger
from genai_shared.auth import Principal
from genai_shared.errors import ApiError
from genai_shared.limits import Limits, Reservation

logger = structlog.get_logger(__name__)

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds before each further try to settle


@dataclass
class Settling:
    """Work that is done although its request is over, or was cancelled; the application waits for it."""

    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Wait until it is done; if the waiting is cancelled, it is done all the same."""
        await asyncio.shield(self.later(work))

    def later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin it; nobody has to wait."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finished(self) -> None:
        while self._tasks:  # what is done may leave something for later
            await asyncio.gather(*self._tasks, return_exceptions=True)


@dataclass(frozen=True)
class Account:
    """Who pays for what a request asks."""

    ledger: Ledger
    limits: Limits
    settling: Settling
    principal: Principal
    request: Request

    async def open(self, tokens: int, dollars: float) -> "Open":
        """Set both aside. TokenBudgetError, SpendingLimitError: it is too much, and nothing is."""
        row_id = await self.ledger.reserve(self.principal, dollars)
        try:
            reservation = await self.limits.reserve(self.request, self.principal, tokens)
        except BaseException:
            await self.settling.do(self.ledger.settle(row_id, None))
            raise
        return Open(self, row_id, reservation)


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
            await self.account.settling.do(self._settle(bill))

    async def _settle(self, bill: Bill | None) -> None:
        tokens = bill.usage.input_tokens + bill.usage.output_tokens if bill else 0
        await self.reservation.settle(tokens)
        if not await self._settled(bill):  # a database that is restarted should not forget who paid
            self.account.settling.later(self._settle_later(bill))

    async def _settle_later(self, bill: Bill | None) -> None:
        for pause in PAUSES:
            await asyncio.sleep(pause)
            if await self._settled(bill):
                return
        logger.error("usage stays unsettled: it counts as reserved until it expires", row=self.row_id)

    async def _settled(self, bill: Bill | None) -> bool:
        try:
            await self.account.ledger.settle(self.row_id, bill)
        except ApiError as error:
            logger.warning("usage is not settled yet", row=self.row_id, code=error.code)
            return False
        return True
