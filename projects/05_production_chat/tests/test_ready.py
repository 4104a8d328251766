"""Ready, degraded, or not: what a load balancer is told."""

import asyncio

import pytest
from conftest import ScriptedLlm

from app.ready import Readiness
from app.settings import Settings

KEY = {"anthropic_api_key": "sk-sim-x"}


class Resting(ScriptedLlm):
    def resting(self):
        return {"anthropic/claude-haiku-4-5": 12.34}


class SilentRedis:
    """Accepts, and never answers."""

    pings = 0

    async def ping(self):
        self.pings += 1
        await asyncio.Event().wait()


def readiness(redis=None, llm=None, **given):
    settings = Settings(jwt_secret="x" * 32, **{**KEY, "ready_timeout": 0.01, **given})
    return Readiness(settings, redis, llm or ScriptedLlm())


async def test_with_a_key_it_is_ready_and_asks_no_provider(serve):
    async with serve(**KEY) as served:
        reply = await served.ask("GET", "/ready")

    assert (reply.status_code, reply.json()["status"]) == (200, "ready")
    assert reply.json()["checks"] == {"redis": "not configured", "providers": "ok"}


async def test_without_any_key_it_is_not(serve):
    async with serve() as served:
        reply = await served.ask("GET", "/ready")

    assert (reply.status_code, reply.json()["status"]) == (503, "not_ready")


async def test_without_redis_it_goes_on_and_says_so(broken_redis):
    report = await readiness(broken_redis).report()

    assert (report.status, report.checks["redis"]) == ("degraded", "unreachable")


async def test_a_redis_that_never_answers_is_waited_for_shortly_and_once():
    redis = SilentRedis()
    ready = readiness(redis, ready_cache=600)

    async with asyncio.timeout(5):
        reports = await asyncio.gather(*(ready.report() for _ in range(10)))

    assert {report.status for report in reports} == {"degraded"}
    assert redis.pings == 1


@pytest.mark.parametrize(("llm", "status"), [(ScriptedLlm(), "ready"), (Resting(), "degraded")])
async def test_a_model_that_rests_is_seen_with_its_seconds(llm, status):
    report = await readiness(llm=llm).report()

    assert report.status == status
    assert report.resting == dict.fromkeys(llm.resting(), 12.3)
