"""Requests, counted exactly; by user, by address, with Redis and without."""

import time
from ipaddress import ip_network

import pytest
from conftest import ScriptedLlm, key_of
from fastapi import Request

from app.limits.client_ip import client_ip
from genai_shared.errors import ProviderUnavailableError

NOBODY_HERE = "redis://127.0.0.1:1/0"


async def statuses(served, times, name="ada", path="/v1/chat"):
    return [(await served.chat(name, path)).status_code for _ in range(times)]


async def test_exactly_as_many_as_allowed_pass(serve):
    """The next is 429, in the envelope, says when to come back, and asks no model."""
    llm = ScriptedLlm("Hello")
    async with serve(llm, rate_limit_free="3/minute") as served:
        assert await statuses(served, 3) == [200, 200, 200]
        refused = await served.chat()

    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert len(llm.asked) == 3


async def test_streams_and_answers_share_one_budget(serve):
    """And a stream counts once, however many tokens it has."""
    async with serve(rate_limit_free="3/minute") as served:
        assert await statuses(served, 2, path="/v1/chat/stream") == [200, 200]
        assert await statuses(served, 2) == [200, 429]


async def test_each_tier_and_each_user_has_its_own(serve):
    """Who pays may ask more, and whom somebody else's hurry concerns, nobody."""
    async with serve(rate_limit_free="1/minute", rate_limit_premium="2/minute") as served:
        assert await statuses(served, 2) == [200, 429]
        assert await statuses(served, 3, "grace") == [200, 200, 429]


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/chat/stream"])
@pytest.mark.parametrize("llm", [ScriptedLlm("Hello"), ScriptedLlm(ProviderUnavailableError())])
async def test_every_answer_tells_how_the_limit_stands(serve, llm, path):
    """Streams and failures too; none of them tells to wait, and the time is a whole number."""
    async with serve(llm, rate_limit_free="3/minute") as served:
        reply = await served.chat(path=path)

    assert (reply.headers["x-ratelimit-limit"], reply.headers["x-ratelimit-remaining"]) == ("3", "2")
    assert time.time() < int(reply.headers["x-ratelimit-reset"]) <= time.time() + 62
    assert "retry-after" not in reply.headers


@pytest.mark.parametrize(
    ("key", "body"), [("nobody", {"message": "Hello"}), ("ada", {"message": "", "mesage": "Hello"})]
)
async def test_what_was_refused_before_counts_for_nothing(serve, key, body):
    """Neither who is unknown nor what is invalid uses up anybody's budget."""
    async with serve(rate_limit_free="1/minute") as served:
        await served.ask("POST", "/v1/chat", json=body, headers={"x-api-key": key_of(key)})

        assert await statuses(served, 1) == [200]


async def test_logins_are_counted_by_address(serve):
    """Of the peer; what it says about itself is believed only if it is a proxy of ours."""
    form = {"username": "ada", "password": "wrong"}

    async def attempts(served, *forwarded):
        headers = [{"x-forwarded-for": address} for address in forwarded]
        replies = [await served.ask("POST", "/v1/auth/token", data=form, headers=each) for each in headers]
        return [reply.status_code for reply in replies]

    async with serve(rate_limit_anonymous="2/minute") as served:
        assert await attempts(served, "1.1.1.1", "2.2.2.2", "3.3.3.3") == [401, 401, 429]
    async with serve(rate_limit_anonymous="2/minute", trusted_proxies="127.0.0.1") as served:
        assert await attempts(served, "1.1.1.1", "2.2.2.2", "1.1.1.1", "1.1.1.1") == [401, 401, 401, 429]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["1.1.1.1"], "203.0.113.9"),  # no proxy of ours: anybody can write that
        ("10.0.0.1", ["1.1.1.1"], "1.1.1.1"),
        ("10.0.0.1", ["6.6.6.6, 1.1.1.1"], "1.1.1.1"),  # the first was made up by the client
        ("10.0.0.1", ["6.6.6.6, 1.1.1.1, 10.0.0.2"], "1.1.1.1"),  # two proxies of ours
        ("10.0.0.1", ["6.6.6.6", "1.1.1.1"], "1.1.1.1"),  # the same in two headers
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        (None, ["1.1.1.1"], "unknown"),
    ],
)
def test_an_address_is_what_our_own_proxies_say(peer, forwarded, address):
    """And else the peer's: a header is easily written."""
    headers = [(b"x-forwarded-for", hops.encode()) for hops in forwarded]
    request = Request({"type": "http", "client": (peer, 1) if peer else None, "headers": headers})

    assert client_ip(request, [ip_network("10.0.0.0/8")]) == address


async def test_without_redis_limits_go_on_per_process(serve, capsys):
    """With the same numbers; the log says so once."""
    async with serve(redis_url=NOBODY_HERE, rate_limit_free="2/minute") as served:
        assert await statuses(served, 3) == [200, 200, 429]

    assert capsys.readouterr().out.count("Redis") == 1
