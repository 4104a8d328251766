"""genai_shared.readiness: probes that are short, cached and free."""

import asyncio
import logging

import pytest

from genai_shared.readiness import Probe, Readiness, ReadySettings, provider_probe, redis_probe
from genai_shared.settings import ProviderSettings


class FakeRedis:
    def __init__(self):
        self.pings, self.down, self.hangs = 0, False, False

    async def ping(self):
        self.pings += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.down:
            raise ConnectionError
        return True


def readiness(redis, resting=None, key="sk-sim-x", **given):
    settings = ReadySettings(_env_file=None, **{"ready_cache": 0.001, **given})
    keys = ProviderSettings(_env_file=None, anthropic_api_key=key)
    return Readiness([redis_probe(redis), provider_probe(keys)], lambda: resting or {}, settings)


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch):
    for vendor in ("ANTHROPIC", "OPENAI", "OPENROUTER"):
        monkeypatch.delenv(f"{vendor}_API_KEY", raising=False)


async def test_all_there_is_ready():
    report = await readiness(FakeRedis()).report()

    assert report.model_dump() == {
        "status": "ready",
        "checks": {"redis": "ok", "providers": "ok"},
        "resting": {},
    }


async def test_without_redis_it_is_degraded_and_without_a_redis_url_it_is_not():
    redis = FakeRedis()
    redis.down = True

    assert (await readiness(redis).report()).status == "degraded"
    assert (await readiness(None).report()).checks["redis"] == "not configured"
    assert (await readiness(None).report()).status == "ready"


async def test_without_a_key_it_is_not_ready():
    report = await readiness(None, key=None).report()

    assert (report.status, report.checks["providers"]) == ("not_ready", "not configured")


async def test_an_open_circuit_is_seen_with_the_seconds_left():
    report = await readiness(None, resting={"anthropic/claude-haiku-4-5": 29.27}).report()

    assert (report.status, report.resting) == ("degraded", {"anthropic/claude-haiku-4-5": 29.3})


async def test_a_redis_that_accepts_and_never_answers_is_waited_for_shortly():
    redis = FakeRedis()
    redis.hangs = True

    async with asyncio.timeout(5):
        report = await readiness(redis, ready_timeout=0.01).report()

    assert report.checks["redis"] == "unreachable"


async def test_many_who_ask_share_one_probe_for_a_while():
    redis = FakeRedis()
    ready = readiness(redis, ready_cache=600)

    await asyncio.gather(*(ready.report() for _ in range(20)))

    assert redis.pings == 1


async def test_a_change_is_logged_once(caplog):
    caplog.set_level(logging.INFO)
    redis = FakeRedis()
    ready = readiness(redis)
    for down in (False, True, True, False):
        redis.down = down
        await ready.report()
        await asyncio.sleep(0.002)

    assert [record.getMessage() for record in caplog.records] == ["redis is unreachable", "redis is ok"]


async def test_a_probe_of_ones_own_fits_in():
    async def look():
        raise OSError

    settings = ReadySettings(_env_file=None)
    report = await Readiness([Probe("database", look, needed=True)], dict, settings).report()

    assert (report.status, report.checks) == ("not_ready", {"database": "unreachable"})
