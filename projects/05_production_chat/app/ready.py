"""Tell whether this process should get requests, which is another question than whether it lives.

| finding                                              | `status`  | HTTP | a load balancer             |
| ---------------------------------------------------- | --------- | ---- | --------------------------- |
| everything is there                                  | ready     | 200  | sends requests              |
| Redis is gone (limits go on, each process by itself) | degraded  | 200  | goes on; an operator looks  |
| a model rests, because it failed too often           | degraded  | 200  | the same                    |
| no provider has a key                                | not_ready | 503  | sends them to somebody else |
"""

import asyncio
import time
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from redis.asyncio import Redis

from app.settings import Settings
from genai_shared.llm import Llm


class Report(BaseModel):
    """What `GET /ready` says."""

    status: Literal["ready", "degraded", "not_ready"]
    checks: dict[str, Literal["ok", "unreachable", "not configured"]]
    resting: dict[str, float] = Field(description="models that failed too often, with the seconds left")


class Readiness:
    """What was found at the last look. One look serves all who ask within READY_CACHE seconds."""

    def __init__(self, settings: Settings, redis: Redis | None, llm: Llm) -> None:
        self._settings, self._redis, self._llm = settings, redis, llm
        self._redis_is: Literal["ok", "unreachable", "not configured"] = "not configured"
        self._old = 0.0
        self._looking = asyncio.Lock()

    async def report(self) -> Report:
        async with self._looking:
            if time.monotonic() >= self._old:
                self._redis_is = await self._find_redis()
                self._old = time.monotonic() + self._settings.ready_cache
        resting = {model: round(seconds, 1) for model, seconds in self._llm.resting().items()}
        degraded = bool(resting) or self._redis_is == "unreachable"
        return Report(
            status="not_ready" if not self._settings.keys else "degraded" if degraded else "ready",
            checks={"redis": self._redis_is, "providers": "ok" if self._settings.keys else "not configured"},
            resting=resting,
        )

    async def _find_redis(self) -> Literal["ok", "unreachable", "not configured"]:
        if self._redis is None:
            return "not configured"
        try:
            async with asyncio.timeout(self._settings.ready_timeout):  # it may accept, and never answer
                await self._redis.ping()
        except Exception:  # noqa: BLE001 - whatever the client raises: it is not there
            return "unreachable"
        return "ok"


router = APIRouter()


@router.get("/ready", responses={503: {"model": Report, "description": "Send requests elsewhere"}})
async def ready(request: Request, response: Response) -> Report:
    """Tell whether this process should get requests; it asks no provider, so it costs nothing."""
    readiness: Readiness = request.state.readiness
    report = await readiness.report()
    response.status_code = 503 if report.status == "not_ready" else 200
    return report
