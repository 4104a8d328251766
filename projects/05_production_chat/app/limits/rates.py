"""Requests in moving windows, counted by slowapi: what it does, and what it leaves to us.

| slowapi by itself                                   | here                                             |
| --------------------------------------------------- | ------------------------------------------------ |
| limits all routes that have no decorator, but none  | each route has its decorator                     |
| of those that came by `include_router`              |                                                  |
| counts `/a` and `/a/` apart, and each path of a     | `shared_limit`: what is counted has a name       |
| route with parameters                               |                                                  |
| drops a limit that it cannot read, with a log line  | settings refuse it at the start                  |
| waits for Redis 5 seconds and 10 times, and all     | 0.2 seconds, once; but all others still wait:    |
| others wait with it, as its client is synchronous   | see the README                                   |
| answers 500 when Redis fails                        | counts in this process's memory meanwhile        |
| answers 429 in a shape of its own                   | `exceeded`, in ours                              |
| puts `Retry-After` on answers that were allowed,    | `headers_enabled` is off; the middleware         |
| fails on those that are no Response, and loses its  | LimitHeaders writes them on every answer          |
| headers when a route raises                         |                                                  |
"""

import logging
import math
import time
from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from redis.backoff import NoBackoff
from redis.retry import Retry
from slowapi import Limiter

from app.limits.client_ip import client_ip
from app.settings import Settings
from genai_shared.errors import RateLimitedError
from genai_shared.errors.responses import respond
from genai_shared.observability.record import current_record

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Rates:
    """What is counted, for whom, and how often each may."""

    def __init__(self, settings: Settings) -> None:
        self._of = {"free": settings.rate_limit_free, "premium": settings.rate_limit_premium}
        self._anonymous = settings.rate_limit_anonymous
        self._trusted = settings.trusted_proxies
        self.limiter = Limiter(
            key_func=lambda: "",  # each limit below has its own
            strategy="moving-window",
            in_memory_fallback_enabled=True,
            storage_uri=str(settings.redis_url or "memory://"),
            storage_options=in_time(settings.redis_timeout) if settings.redis_url else {},
        )
        self.limiter.logger.addFilter(about_its_storage)

    def by_user(self, what: str) -> Decorator:
        """Return the decorator that counts a user's requests, all tokens and keys together.

        The key is all that slowapi tells whoever says how often, so the tier stands in it.
        """

        def key_func(request: Request) -> str:
            principal = request.state.principal
            return f"{principal.tier}:{principal.name}"

        def rate(key: str) -> str:
            return self._of[key.partition(":")[0]]

        return self.limiter.shared_limit(rate, scope=what, key_func=key_func)

    def by_address(self, what: str) -> Decorator:
        """Return the decorator that counts the requests of an address: there is no user yet."""

        def key_func(request: Request) -> str:
            return f"address:{client_ip(request, self._trusted)}"

        return self.limiter.shared_limit(self._anonymous, scope=what, key_func=key_func)

    def exceeded(self, request: Request, _: Exception) -> JSONResponse:
        """Answer one request too many in the shape of every other failure."""
        current_record().limited = "requests"
        window = self._window(request)
        wait = window[1] - time.time() if window else 0.0
        return respond(RateLimitedError(retry_after=max(1, wait)))

    def headers(self, request: Request) -> dict[str, str]:
        """Return how the limit stands that counted this request; nothing when none did, or nobody knows."""
        if not (window := self._window(request)):
            return {}
        amount, resets_at, remaining = window
        return {
            "X-RateLimit-Limit": str(amount),
            "X-RateLimit-Remaining": str(max(0, remaining)),
            "X-RateLimit-Reset": str(math.ceil(resets_at)),
        }

    def _window(self, request: Request) -> tuple[int, float, int] | None:
        """Return how many are allowed, the Unix time at which that begins anew, and how many are left."""
        if not (counted := getattr(request.state, "view_rate_limit", None)):
            return None
        limit, key = counted
        try:
            resets_at, remaining = self.limiter.limiter.get_window_stats(limit, *key)
        except Exception:  # noqa: BLE001 - Redis fails in many ways, and this answer needs none of it
            return None
        return limit.amount, resets_at, remaining


def about_its_storage(record: logging.LogRecord) -> bool:
    """Let through what slowapi says when it loses Redis, and say which storage it means.

    What it says about each refused request stands in our own line for that request.
    """
    record.msg = f"Redis: {record.msg}"
    return "storage" in record.msg


def in_time(seconds: float) -> dict[str, Any]:
    """Return what makes Redis's client give up soon; by itself it tries for most of a minute."""
    return {
        "socket_connect_timeout": seconds,
        "socket_timeout": seconds,
        "retry": Retry(NoBackoff(), 0),
    }
