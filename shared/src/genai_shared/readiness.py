"""Tell whether this process should get requests: short, cached probes that cost nothing and ask no provider.

| finding                           | `status`  | HTTP | a load balancer             |
| --------------------------------- | --------- | ---- | --------------------------- |
| everything is there               | ready     | 200  | sends requests              |
| something is gone that we can do  |           |      |                             |
| without for a while: Redis, or a  | degraded  | 200  | goes on; an operator looks  |
| model that fails too often        |           |      |                             |
| no provider has a key             | not_ready | 503  | sends them to somebody else |

`/health` is another question, whether the process lives, and touches nothing: who restarts all replicas
because Redis is down has two problems.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from redis.asyncio import Redis

from genai_shared.settings import ProviderSettings, Seconds, ServiceSettings

logger = logging.getLogger(__name__)

Finding = Literal["ok", "unreachable", "not configured"]


class ReadySettings(ServiceSettings):
    """One field for each environment variable. All times are in seconds."""

    ready_timeout: Seconds = 0.5  # for one probe
    ready_cache: Seconds = 2  # how long a report holds: many may ask, one probe runs


class ReadyReport(BaseModel):
    """What `GET /ready` says."""

    status: Literal["ready", "degraded", "not_ready"]
    checks: dict[str, Finding]
    resting: dict[str, float] = Field(description="models that failed too often, with the seconds left")


@dataclass(frozen=True)
class Probe:
    """One thing to look at. It returns None when it is not configured; what it raises is `unreachable`."""

    name: str
    look: Callable[[], Awaitable[object]]
    needed: bool = False  # without it this process can do nothing; else it is degraded


class Readiness:
    """The probes' latest findings, at most `ready_cache` seconds old."""

    def __init__(
        self, probes: list[Probe], resting: Callable[[], dict[str, float]], settings: ReadySettings
    ) -> None:
        self._probes = probes
        self._resting = resting
        self._timeout, self._holds = settings.ready_timeout, settings.ready_cache
        self._checks: dict[str, Finding] = {}
        self._old = 0.0  # when they are, by time.monotonic
        self._lock = asyncio.Lock()

    async def report(self) -> ReadyReport:
        """Look, if the last look is too long ago, and sum up. Those who ask meanwhile wait for the same."""
        async with self._lock:
            if time.monotonic() >= self._old:
                before, self._checks = self._checks, await self._look()
                self._old = time.monotonic() + self._holds
                tell_changes(before, self._checks)
        resting = {model: round(seconds, 1) for model, seconds in self._resting().items()}
        return ReadyReport(status=self._sum_up(resting), checks=self._checks, resting=resting)

    async def _look(self) -> dict[str, Finding]:
        findings = await asyncio.gather(*(self._find(probe) for probe in self._probes))
        return {probe.name: finding for probe, finding in zip(self._probes, findings, strict=True)}

    async def _find(self, probe: Probe) -> Finding:
        try:
            async with asyncio.timeout(self._timeout):
                return "not configured" if await probe.look() is None else "ok"
        except Exception:  # noqa: BLE001 - whatever a client raises: it is not there
            return "unreachable"

    def _sum_up(self, resting: dict[str, float]) -> Literal["ready", "degraded", "not_ready"]:
        if any(probe.needed and self._checks[probe.name] != "ok" for probe in self._probes):
            return "not_ready"
        return "degraded" if resting or "unreachable" in self._checks.values() else "ready"


def tell_changes(before: dict[str, Finding], now: dict[str, Finding]) -> None:
    """Log what has changed since the last look, once."""
    for name, finding in now.items():
        if finding != before.get(name, finding):
            level = logging.INFO if finding == "ok" else logging.WARNING
            logger.log(level, "%s is %s", name, finding)


def redis_probe(redis: Redis | None) -> Probe:
    """Return a ping; a service without Redis counts in its own memory, and that is no failure."""

    async def ping() -> object:
        return None if redis is None else await redis.ping()

    return Probe("redis", ping)


def provider_probe(settings: ProviderSettings) -> Probe:
    """Return a look at the keys. Asking a provider would cost money, and its limits."""

    async def keys() -> object:
        return settings.keys or None

    return Probe("providers", keys, needed=True)


def ready_router() -> APIRouter:
    """Return `GET /ready`, for an application whose lifespan yields `readiness` in its state."""
    router = APIRouter()

    @router.get("/ready", responses={503: {"model": ReadyReport, "description": "Send requests elsewhere"}})
    async def ready(request: Request, response: Response) -> ReadyReport:
        """Tell whether this process should get requests; it asks no provider, so it costs nothing."""
        readiness: Readiness = request.state.readiness
        report = await readiness.report()
        response.status_code = 503 if report.status == "not_ready" else 200
        return report

    return router
