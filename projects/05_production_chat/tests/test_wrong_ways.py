"""The wrong ways, run: each test says what goes wrong, on the versions that are installed."""

import asyncio

import httpx2
import pytest
from fastapi import Request
from fastapi.responses import PlainTextResponse
from slowapi.errors import RateLimitExceeded

from wrong_ways import (
    a_misspelt_limit,
    cors_for_everybody,
    headers_enabled,
    limits_by_address,
    limits_by_default,
    proxy_headers,
    redis_on_the_event_loop,
    redis_without_a_fallback,
    streams_through_its_middleware,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def ask():
    """Return what asks an application, and takes a failure of ours for what it is: a 500."""

    async def asked(app, path, **headers):
        if hasattr(app, "add_exception_handler"):
            app.add_exception_handler(RateLimitExceeded, too_many)
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False, client=("127.0.0.1", 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.get(path, headers=headers)

    return asked


def too_many(*_):
    return PlainTextResponse("too many", 429)


async def statuses(ask, app, *paths, **headers):
    return [(await ask(app, path, **headers)).status_code for path in paths]


async def test_default_limits_miss_routes_that_were_included(ask):
    app = limits_by_default.build()

    assert await statuses(ask, app, "/direct", "/direct") == [200, 429]
    assert await statuses(ask, app, "/included", "/included") == [200, 200]


async def test_its_asgi_middleware_breaks_streams():
    sent = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message["type"])

    scope = {"type": "http", "method": "GET", "path": "/stream", "query_string": b"", "headers": []}
    await streams_through_its_middleware.build()(scope, receive, send)

    assert sent.count("http.response.start") > 1


async def test_its_headers_make_a_500_of_a_model_and_say_wait_on_an_allowed_answer(ask):
    app = headers_enabled.build()
    allowed = await ask(app, "/response")

    assert await statuses(ask, app, "/model") == [500]
    assert allowed.status_code == 200
    assert "retry-after" in allowed.headers
    assert "." in allowed.headers["x-ratelimit-reset"]


async def test_a_misspelt_limit_is_no_limit(ask):
    app = a_misspelt_limit.build()

    assert await statuses(ask, app, "/answer", "/answer", "/answer") == [200, 200, 200]


async def test_a_route_with_a_parameter_has_a_budget_for_each_value(ask):
    app = limits_by_address.build()

    assert await statuses(ask, app, "/by-path/1", "/by-path/2", "/by-path/2") == [200, 200, 429]
    assert await statuses(ask, app, "/by-name/1", "/by-name/2") == [200, 429]


@pytest.mark.parametrize(
    ("options", "status"),
    [({}, 500), ({"swallow_errors": True}, 500), ({"in_memory_fallback_enabled": True}, 200)],
)
async def test_without_the_fallback_a_lost_redis_is_a_500(ask, options, status):
    assert await statuses(ask, redis_without_a_fallback.build(**options), "/answer") == [status]


async def test_a_redis_that_never_answers_stops_everybody():
    silent = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    url = f"redis://127.0.0.1:{silent.sockets[0].getsockname()[1]}/0"
    request = Request({"type": "http", "path": "/answer", "headers": []})

    turns = await redis_on_the_event_loop.turns_during(redis_on_the_event_loop.build(url)(request=request))

    assert turns < 5  # where hundreds of thousands had been possible
    silent.close()


async def test_cors_for_everybody_lets_any_site_act_for_whoever_is_logged_in(ask):
    reply = await ask(
        cors_for_everybody.build(), "/mine", origin="https://evil.example", cookie="session=ada"
    )

    assert reply.headers["access-control-allow-origin"] == "https://evil.example"
    assert reply.headers["access-control-allow-credentials"] == "true"


async def test_uvicorn_believes_any_local_peer(ask):
    believing, careful = (proxy_headers.build(proxy_headers=yes) for yes in (True, False))

    async def two_attempts(app):
        replies = [
            await ask(app, "/login", **{"x-forwarded-for": address}) for address in ("1.1.1.1", "2.2.2.2")
        ]
        return [reply.status_code for reply in replies]

    assert await two_attempts(believing) == [200, 200]
    assert await two_attempts(careful) != [200, 200]
