"""genai_shared.limits: requests, counted exactly, by user and by address, with Redis and without."""

import asyncio
import logging
import time

import httpx2
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import StreamingResponse
from limits import parse
from redis.exceptions import ConnectionError as RedisConnectionError

from genai_shared.auth import Principal
from genai_shared.errors import NotFoundError
from genai_shared.errors.responses import install_error_handlers
from genai_shared.limits import (
    AnswerHeaders,
    Limits,
    LimitSettings,
    Outage,
    Windows,
    client_ip,
    limit_address,
    limit_user,
)
from genai_shared.redis_client import open_redis

THREE = parse("3/minute")


def service(limits, user="ada", tier="free"):
    """A client to a service with a limited answer, stream and failure."""
    app = FastAPI()
    install_error_handlers(app)
    app.add_middleware(AnswerHeaders)

    async def known(request: Request) -> None:
        request.state.principal = Principal(user, user, "user", tier, frozenset())

    of_user = [Depends(known)]

    @app.get("/answer", dependencies=of_user)
    @limit_user("chat")
    async def answer(times: int = 1) -> str:
        return "answer"

    @app.get("/stream", dependencies=of_user)
    @limit_user("chat")
    async def stream() -> StreamingResponse:
        return StreamingResponse(iter(["a", "b"]))

    @app.get("/failure", dependencies=of_user)
    @limit_user("chat")
    async def failure() -> str:
        raise NotFoundError

    @app.get("/open", dependencies=[limit_address("open")])
    async def opened() -> str:
        return "open"

    async def with_limits(scope, receive, send):
        await app({**scope, "state": {"limits": limits}}, receive, send)

    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=with_limits), base_url="http://app")


def settings(**values):
    return LimitSettings(
        _env_file=None, **{"rate_limit_free": "3/minute", "rate_limit_anonymous": "2/minute"} | values
    )


async def statuses(client, path, times):
    return [(await client.get(path)).status_code for _ in range(times)]


async def test_exactly_as_many_as_allowed_pass():
    """The next is 429, in the envelope, and says when to come back."""
    async with service(Limits(settings())) as client:
        assert await statuses(client, "/answer", 3) == [200, 200, 200]

        refused = await client.get("/answer")

    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["x-ratelimit-remaining"] == "0"


@pytest.mark.parametrize("path", ["/answer", "/stream", "/failure"])
async def test_every_answer_tells_how_the_limit_stands(path):
    """Streams and failures too, and none of them tells to wait."""
    async with service(Limits(settings())) as client:
        reply = await client.get(path)

    assert (reply.headers["x-ratelimit-limit"], reply.headers["x-ratelimit-remaining"]) == ("3", "2")
    assert time.time() < int(reply.headers["x-ratelimit-reset"]) <= time.time() + 62
    assert "retry-after" not in reply.headers


async def test_what_is_refused_as_invalid_does_not_count():
    """A typing error costs nothing: it is found before anybody counts. It says nothing of the limit."""
    async with service(Limits(settings())) as client:
        refused = await client.get("/answer?times=often")
        assert (refused.status_code, refused.headers.get("x-ratelimit-limit")) == (422, None)

        assert await statuses(client, "/answer", 4) == [200, 200, 200, 429]
        assert (await client.get("/answer?times=often")).status_code == 422


async def test_who_counts_is_not_seen_by_clients():
    """The document of a limited route shows its own parameters, and no other."""
    async with service(Limits(settings())) as client:
        found = (await client.get("/openapi.json")).json()["paths"]["/answer"]["get"]

    assert [parameter["name"] for parameter in found["parameters"]] == ["times"]


async def test_routes_of_one_name_share_one_budget():
    """A stream is a chat as well, and counts once."""
    async with service(Limits(settings())) as client:
        assert await statuses(client, "/answer", 2) == [200, 200]
        assert await statuses(client, "/stream", 2) == [200, 429]


async def test_users_have_budgets_of_their_own_and_tiers_their_own_size():
    """Who pays may ask more; whom somebody else's hurry concerns, nobody."""
    limits = Limits(settings(rate_limit_premium="5/minute"))
    async with (
        service(limits) as ada,
        service(limits, "bob") as bob,
        service(limits, "grace", "premium") as grace,
    ):
        assert (await statuses(ada, "/answer", 4)).count(200) == 3
        assert (await statuses(bob, "/answer", 4)).count(200) == 3
        assert (await statuses(grace, "/answer", 6)).count(200) == 5


async def test_open_routes_are_counted_by_address():
    """There is no user yet whom one could count."""
    async with service(Limits(settings())) as client:
        assert await statuses(client, "/open", 3) == [200, 200, 429]


async def test_two_processes_share_one_budget_and_a_restart_does_not_reset_it(redis):
    """That is what Redis is for. Of ten at once, exactly three pass."""
    first, second = Windows(redis, Outage()), Windows(redis, Outage())

    hits = await asyncio.gather(*(windows.hit(THREE, "ada") for windows in (first, second) for _ in range(5)))

    assert [hit.allowed for hit in hits].count(True) == 3
    assert not (await Windows(redis, Outage()).hit(THREE, "ada")).allowed


async def test_a_redis_that_never_answers_does_not_stop_the_loop(silent_redis, caplog):
    """Whoever asks it waits out one time-out, while everybody else goes on; then limits go on alone."""
    async with open_redis(silent_redis, 0.2) as redis:
        windows = Windows(redis, Outage())
        turns = 0
        with caplog.at_level(logging.WARNING):
            hit = asyncio.ensure_future(windows.hit(THREE, "ada"))
            while not hit.done():
                await asyncio.sleep(0)
                turns += 1
            assert turns > 50
            assert (await hit).remaining == 2
            assert [(await windows.hit(THREE, "ada")).allowed for _ in range(3)] == [True, True, False]

    assert len([record for record in caplog.records if "Redis" in record.message]) == 1


async def test_while_redis_is_silent_one_asks_and_the_others_do_not_wait():
    """After an outage begins, its time-out is paid once a second, by one request."""
    now, asked = 0.0, 0
    outage = Outage(clock=lambda: now)

    async def shared():
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        raise RedisConnectionError

    async def own():
        return "own"

    for _ in range(5):
        assert await outage.shared_or_own(shared, own) == "own"
    assert (asked, outage.is_on) == (1, True)
    now = 1.5
    assert await asyncio.gather(*(outage.shared_or_own(shared, own) for _ in range(5))) == ["own"] * 5
    assert asked == 2


async def test_when_redis_is_back_limits_are_shared_again(caplog):
    """Found out by a request, a second later, and said once."""
    now, down = 0.0, True
    outage = Outage(clock=lambda: now)

    async def shared():
        if down:
            raise RedisConnectionError
        return "shared"

    async def own():
        return "own"

    with caplog.at_level(logging.INFO):
        assert await outage.shared_or_own(shared, own) == "own"
        now, down = 2.0, False
        assert [await outage.shared_or_own(shared, own) for _ in range(3)] == ["shared"] * 3

    assert not outage.is_on
    assert ["back" in record.message for record in caplog.records] == [False, True]


def asked_from(peer, *forwarded):
    headers = [(b"x-forwarded-for", hops.encode()) for hops in forwarded]
    return Request({"type": "http", "client": (peer, 1) if peer else None, "headers": headers})


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
        ("10.0.0.1", [""], "10.0.0.1"),
        ("2001:db8::1", [], "2001:db8::/64"),  # one customer has as many as that
        ("::ffff:203.0.113.9", [], "203.0.113.9"),
        (None, ["1.1.1.1"], "unknown"),
    ],
)
def test_an_address_is_what_our_own_proxies_say(peer, forwarded, address):
    """And else the peer's: a header is easily written."""
    trusted = settings(trusted_proxies="10.0.0.0/8, 192.168.1.1").trusted_proxies

    assert client_ip(asked_from(peer, *forwarded), trusted) == address


@pytest.mark.parametrize("wrong", [{"rate_limit_free": "many"}, {"trusted_proxies": "everybody"}])
def test_nonsense_is_refused_at_the_start(wrong):
    """Not at the first request, and not by limiting nothing."""
    with pytest.raises(ValueError, match=r"must be such as"):
        settings(**wrong)
