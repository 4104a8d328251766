"""All limits of a service, and how routes ask for them.

The application's lifespan yields its Limits as `limits`, and adds the middleware AnswerHeaders.
"""

import functools
import inspect
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, ParamSpec, TypeVar

from fastapi import Depends, Request
from limits import RateLimitItem
from redis.asyncio import Redis

from genai_shared.auth.principal import Principal
from genai_shared.errors import RateLimitedError, TokenBudgetError
from genai_shared.limits.answer_headers import add_headers
from genai_shared.limits.budget import Reservation, TokenBudget
from genai_shared.limits.client_ip import client_ip
from genai_shared.limits.outage import Outage
from genai_shared.limits.settings import LimitSettings
from genai_shared.limits.windows import Windows
from genai_shared.observability.record import current_record


@dataclass
class Limits:
    """Requests in moving windows, and tokens per day; `outage.is_on` while Redis is not to be had."""

    settings: LimitSettings
    redis: Redis | None = None
    outage: Outage = field(default_factory=Outage)

    def __post_init__(self) -> None:
        self._windows = Windows(self.redis, self.outage)
        self.budget = TokenBudget(self.redis, self.outage)

    async def count(self, request: Request, rate: RateLimitItem, *key: str) -> None:
        """Count a request, and say in its headers how the limit stands; RateLimitedError: one too many."""
        window = await self._windows.hit(rate, *key)
        add_headers(request, window.headers)
        if not window.allowed:
            current_record().limited = "requests"
            wait = max(1, window.resets_at - time.time())  # the clock of the store may be another one
            raise RateLimitedError(retry_after=min(wait, rate.get_expiry()))

    async def reserve(self, request: Request, principal: Principal, tokens: int) -> Reservation:
        """Set tokens aside for an answer, and say in its headers how the budget stands.

        TokenBudgetError: they do not fit. Whoever has a reservation settles it, however the answer ends.
        """
        limit = self.settings.tokens_per_day(principal.tier)
        reservation = await self.budget.reserve(principal.id, tokens, limit)
        add_headers(request, reservation.headers)
        if not reservation.fits:
            current_record().limited = "tokens"
            raise TokenBudgetError(retry_after=max(1, reservation.resets_at - time.time()))
        return reservation


async def get_limits(request: Request) -> Limits:
    limits: Limits = request.state.limits
    return limits


LimitsDep = Annotated[Limits, Depends(get_limits)]


P = ParamSpec("P")
Answer = TypeVar("Answer")
Endpoint = Callable[P, Awaitable[Answer]]
COUNT = "count_for_the_limit"  # a parameter that no endpoint has


async def counter(request: Request, limits: LimitsDep) -> Callable[[str], Awaitable[None]]:
    """Return what counts a request of whoever `require()` has found, as their tier allows."""

    async def count(what: str) -> None:
        principal: Principal = request.state.principal
        await limits.count(request, limits.settings.rate(principal.tier), "user", principal.id, what)

    return count


Counter = Annotated[Callable[[str], Awaitable[None]], Depends(counter)]


def limit_user(what: str) -> Callable[[Endpoint[P, Answer]], Endpoint[P, Answer]]:
    """Return the decorator that counts a user's requests; the route has `require()` among its dependencies.

    A dependency would count before FastAPI has looked at the body, and a typing error would cost as much as
    an answer. When the endpoint is called, all that is asked for is valid.
    """

    def limited(endpoint: Endpoint[P, Answer]) -> Endpoint[P, Answer]:
        @functools.wraps(endpoint)
        async def count_and_answer(*args: P.args, **arguments: P.kwargs) -> Answer:
            count: Any = arguments.pop(COUNT)
            await count(what)
            return await endpoint(*args, **arguments)

        signature = inspect.signature(endpoint)
        asks_for = inspect.Parameter(COUNT, inspect.Parameter.KEYWORD_ONLY, annotation=Counter)
        parameters = [*signature.parameters.values(), asks_for]
        vars(count_and_answer)["__signature__"] = signature.replace(parameters=parameters)
        return count_and_answer

    return limited


def limit_address(what: str) -> Any:  # noqa: ANN401 - as Depends()
    """Return the dependency that counts the requests of an address, for routes without credentials."""

    async def count(request: Request, limits: LimitsDep) -> None:
        address = client_ip(request, limits.settings.trusted_proxies)
        await limits.count(request, limits.settings.rate(None), "address", address, what)

    return Depends(count)
