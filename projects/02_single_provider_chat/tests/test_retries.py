import asyncio

import httpx2
import pytest
from conftest import COMPLETION, ScriptedAnthropic, error

from app.retries import retry_after

OK = httpx2.Response(200, json=COMPLETION)


def test_a_passing_failure_is_retried(serve):
    provider = ScriptedAnthropic(error(529, retry_after="0.01"), error(429, retry_after="0.01"), OK)

    reply = serve(provider, provider_max_retries=2).post("/v1/chat", json={"message": "hi"})

    assert reply.status_code == 200
    assert len(provider.requests) == 3


def test_retries_are_as_many_as_set_and_no_more(serve):
    provider = ScriptedAnthropic(error(529, retry_after="0.01"))

    reply = serve(provider, provider_max_retries=2).post("/v1/chat", json={"message": "hi"})

    assert reply.status_code == 503
    assert len(provider.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_what_will_not_change_is_not_retried(serve, status):
    provider = ScriptedAnthropic(error(status))

    serve(provider, provider_max_retries=2).post("/v1/chat", json={"message": "hi"})

    assert len(provider.requests) == 1


@pytest.mark.parametrize("wait", ["3600", "inf", "1e9"])
def test_a_wait_beyond_the_deadline_is_not_slept_on(serve, wait):
    provider = ScriptedAnthropic(error(429, retry_after=wait))

    reply = serve(provider, provider_max_retries=2).post("/v1/chat", json={"message": "hi"})

    assert reply.status_code == 429
    assert len(provider.requests) == 1


def test_a_spent_budget_is_not_retried(serve):
    body = {"error": {"type": "rate_limit_error", "details": {"error_code": "enforced_spend_limit_reached"}}}
    provider = ScriptedAnthropic(httpx2.Response(429, json=body, headers={"retry-after": "0.01"}))

    reply = serve(provider, provider_max_retries=2).post("/v1/chat", json={"message": "hi"})

    assert reply.status_code == 429
    assert len(provider.requests) == 1


def test_one_deadline_holds_for_all_tries_together(serve):
    async def hang(_):
        await asyncio.Event().wait()

    reply = serve(hang, provider_max_retries=2, provider_timeout=0.05).post(
        "/v1/chat", json={"message": "hi"}
    )

    assert reply.status_code == 504
    assert reply.json()["error"]["code"] == "provider_timeout"


@pytest.mark.parametrize("value", ["", "soon", "nan", "-3", "Sat, 99 Foo 2026 00:00:00 GMT"])
def test_a_retry_after_that_makes_no_sense_counts_as_none(value):
    assert retry_after(httpx2.Headers({"retry-after": value})) is None


def test_a_date_that_has_passed_means_now():
    assert retry_after(httpx2.Headers({"retry-after": "Fri, 20 Nov 2020 00:00:00 GMT"})) == 0
