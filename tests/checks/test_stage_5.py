"""Stage 5: the boxes of the course: who may chat, how much, and what is seen of it."""

import json
import secrets
from itertools import pairwise

from stage_5 import (
    CHAT,
    FREE,
    HAIKU,
    HELLO,
    LIMITS,
    LOGIN,
    MODELS,
    PREMIUM,
    RETRIES,
    STREAM,
    USAGE,
    lines_of,
    log_in,
    nothing_was_sent,
    one_line,
)  # fmt: skip

from course.checks import expect_that, proves, rule
from course.tokens import claims_of


@proves("P5-01", starts=True)
def test_everything_from_before_is_here(app, users):
    """Chat, stream by POST and GET, models, page and docs work as before, for somebody who is known."""
    app.post(CHAT, json=HELLO).expect(200)
    for options in ({"json": HELLO}, {"params": {"message": "Hello"}}):
        method = "POST" if "json" in options else "GET"
        with app.stream(method, STREAM, **options) as stream:
            kinds = [event.json()["type"] for event in stream]
        expect_that(kinds[-1] == "done" and kinds[0] == "token", "tokens and `done`", got=kinds)
    listed = app.get(MODELS).expect(200, {"object": "list"}).field("data")
    expect_that(HAIKU in [model["id"] for model in listed], f"{HAIKU} among the models", got=listed)

    page = app.anonymous.get("/").expect(200, content_type="text/html").text
    expect_that('type="password"' in page, "a page with a login", got=page[:300])
    for path in ("/docs", "/openapi.json", "/health"):
        app.anonymous.get(path).expect(200)


@proves("P5-02")
def test_a_login_gives_tokens_that_open_the_door(app, users):
    """A login gives an access token, a JWT with issuer, audience, times, id, role and tier, that can chat."""
    user = users.somebody(tier="premium")

    reply = log_in(app, user).expect(200, {"token_type": "bearer"})

    token = reply.field("access_token")
    claims = claims_of(token)
    wanted = {"iss", "aud", "sub", "iat", "nbf", "exp", "jti", "type", "role", "tier", "scope"}
    expect_that(wanted <= set(claims), f"the claims {', '.join(sorted(wanted))}", got=claims)
    said = [claims[name] for name in ("sub", "type", "role", "tier")]
    expect_that(
        said == [user.name, "access", "user", "premium"], "who it is, and that it is `access`", got=said
    )
    lives = claims["exp"] - claims["iat"]
    expect_that(lives == reply.field("expires_in"), f"expires_in {lives}", got=reply.text)
    expect_that(
        reply.headers.get("cache-control") == "no-store", "cache-control: no-store", got=str(reply.headers)
    )
    app.bearing(token).post(CHAT, json=HELLO).expect(200)
    app.bearing(token).get(USAGE).expect(200, {"user": user.name})


@proves("P5-03")
def test_premium_may_more_than_free(start, users):
    """The tier decides how many requests a minute a user has, and the answer says how many those are."""
    app = start.shared(**LIMITS)
    for tier, limit in (("free", FREE), ("premium", PREMIUM)):
        mine = app.as_user(users.somebody(tier=tier))
        for _ in range(limit):
            reply = mine.post(CHAT, json=HELLO).expect(200)
            said = reply.headers.get("x-ratelimit-limit")
            expect_that(said == str(limit), f"x-ratelimit-limit: {limit} for {tier}", got=said)
        mine.post(CHAT, json=HELLO).expect_error(429, "rate_limited")
        mine.get(USAGE).expect(200, {"tier": tier})


@proves("P5-04")
def test_retries_wait_longer_each_time(provider, start):
    """Between the attempts are waits that double from RETRY_BACKOFF, each with a random part of its own."""
    app = start.shared(**RETRIES)
    firsts = []
    for _ in range(3):
        provider.script(rule("status", status=503, request=[1, 2, 3]))
        before = len(provider.requests())
        app.post(CHAT, json=HELLO | {"model": HAIKU}).expect(200)
        times = [call.received_at for call in provider.requests()[before:]]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        expect_that(len(gaps) == 3, "four attempts", got=len(times))
        for gap, least in zip(gaps, (0.1, 0.2, 0.4), strict=True):
            expect_that(gap >= least, f"a wait of at least {least} s", got=gaps)
        firsts.append(gaps)
    waits = [line["wait_seconds"] for line in lines_of(app.log()) if "wait_seconds" in line][-9:]
    expect_that(len(waits) == 9, "a line with `wait_seconds` for each retry", got=waits)
    growing = all(a < b < c for a, b, c in (waits[0:3], waits[3:6], waits[6:9]))
    expect_that(growing, "waits that grow", got=waits)
    expect_that(len({waits[0], waits[3], waits[6]}) > 1, "waits with a random part", got=waits)


@proves("P5-05")
def test_every_line_says_which_request_it_belongs_to(app, provider):
    """The log is JSON, a line an event; the id of a request is on its lines and in its answer."""
    asked = f"check-{secrets.token_hex(8)}"
    before = len(app.log())

    given = app.post(CHAT, json=HELLO, headers={"x-request-id": asked}).expect(200)
    made = app.get("/nowhere").expect(404)

    expect_that(given.headers.get("x-request-id") == asked, f"x-request-id: {asked}", got=str(given.headers))
    own = made.headers.get("x-request-id", "")
    expect_that(own and own == made.field("error.request_id"), "an id in header and envelope", got=made.text)
    app.get("/health").expect(200)  # a line may be written a moment after the answer has come
    lines = lines_of(app.log()[before:])
    for id_ in (asked, own):
        found = [line for line in lines if line.get("request_id") == id_]
        expect_that(found, f"a line with the request_id {id_}", got=lines)
        for line in found:
            named = {"time", "level", "message"} <= set(line)
            expect_that(named, "time, level and message in each line", got=line)
    for bad in ("x" * 200, "a b", 'a"b', "a;b", "{}"):
        said = app.get("/health", headers={"x-request-id": bad}).headers.get("x-request-id")
        expect_that(said and said != bad, "an id of the app's own in place of a strange one", got=said)


@proves("P5-06")
def test_alive_and_ready_are_two_questions(app, provider, start):
    """/health says that it lives; /ready whether it can serve: 503 when no provider is configured."""
    app.anonymous.get("/health").expect(200, {"status": "ok"})
    ready = {"status": "ready", "checks.providers": "ok"}
    app.anonymous.get("/ready").expect(200, ready)

    keyless = start.shared(ANTHROPIC_API_KEY=None, OPENAI_API_KEY=None, OPENROUTER_API_KEY=None)
    keyless.anonymous.get("/health").expect(200, {"status": "ok"})
    keyless.anonymous.get("/ready").expect(503, {"status": "not_ready"})


@proves("P5-07")
def test_every_refusal_has_the_one_shape(app, provider, start, users):
    """401, 403, 404, 405, 413, 422, 429 and 503 are the one envelope, each with its own code."""
    nobody, chatty = app.anonymous, app.as_user(users.new_key(users.somebody(), "chat"))
    nobody.post(CHAT, json=HELLO).expect_error(401, "unauthenticated")
    chatty.get(MODELS).expect_error(403, "forbidden")
    app.get("/nowhere").expect_error(404, "not_found")
    app.post(CHAT, json=HELLO | {"model": "gpt-99"}).expect_error(404, "model_not_found", "model")
    app.put(CHAT).expect(405).expect_error(405, app.put(CHAT).field("error.code"))
    app.post(CHAT, json={"message": "x" * 1_000_001}).expect_error(413, "request_too_large")
    app.post(CHAT, json={}).expect_error(422, "invalid_request", "message")
    nobody.post(LOGIN, data={"username": "ada"}).expect_error(422, "invalid_request", "password")
    limited = start.shared(**LIMITS).as_user(users.somebody())
    for _ in range(FREE):
        limited.get(MODELS).expect(200)
    reply = limited.get(MODELS).expect_error(429, "rate_limited")
    expect_that(reply.field("error.type") == "rate_limit_error", "the type rate_limit_error", got=reply.text)


@proves("P5-08")
def test_the_counts_are_in_redis(redis, start, users):
    """Two instances share one budget, and one that has just been started knows what was used before."""
    user = users.somebody()
    first = start.shared(**LIMITS).as_user(user)
    first.post(CHAT, json=HELLO).expect(200)
    expect_that(redis.keys(), "something in Redis", got=redis.keys())

    second = start(**LIMITS).as_user(user)
    for number in range(1, FREE):
        left = second.post(CHAT, json=HELLO).expect(200).headers.get("x-ratelimit-remaining")
        expect_that(left == str(FREE - 1 - number), f"{FREE - 1 - number} requests left", got=left)

    for instance in (second, first):
        instance.post(CHAT, json=HELLO).expect_error(429, "rate_limited")


@proves("P5-09", targets=("compose",))
def test_compose_brings_redis_along(app, container, redis):
    """The compose file has a Redis with a volume and a health check, which the app uses; no secret in it."""
    config = container.config()
    services = config["services"]
    expect_that("redis" in services, "a service redis", got=list(services))
    server = services["redis"]
    expect_that("healthcheck" in server, "a health check of redis", got=server)
    kept = [volume for volume in server.get("volumes", []) if volume.get("type") == "volume"]
    expect_that(kept, "a volume for redis", got=server.get("volumes"))
    expect_that(not server.get("ports"), "a Redis that only the app can reach", got=server.get("ports"))
    expect_that(container.health("redis") == "healthy", "a healthy redis", got=container.health("redis"))
    said = json.dumps(config)
    secret = services["api"].get("environment", {}).get("JWT_SECRET")
    expect_that(not secret, "no JWT_SECRET in the compose file", got=secret and "there is one")
    expect_that("gk_" not in said and "$argon2" not in said, "no key and no hash in the compose file")

    app.post(CHAT, json=HELLO).expect(200)
    expect_that(redis.keys(), "the app's counts in Redis", got=redis.keys())


@proves("P5-10")
def test_who_is_not_known_gets_nothing(app, provider):
    """Without credentials, or with wrong ones, all that costs is 401, before anything else is looked at."""
    for method, path in (("POST", CHAT), ("POST", STREAM), ("GET", STREAM), ("GET", MODELS), ("GET", USAGE)):
        for asking in (app.anonymous, app.bearing("abc"), app.anonymous):
            options = {"json": {"wrong": True}} if method == "POST" else {"params": {"message": "Hello"}}
            reply = asking.request(method, path, **options).expect_error(401, "unauthenticated")
            challenge = reply.headers.get("www-authenticate", "")
            expect_that(challenge.startswith("Bearer"), "www-authenticate: Bearer", got=challenge)
    for headers in ({"x-api-key": "gk_wrong"}, {"x-api-key": ""}, {"authorization": "Basic YTpi"}):
        app.anonymous.post(CHAT, json=HELLO, headers=headers).expect_error(401, "unauthenticated")
    for name in ("token", "access_token", "api_key", "key"):  # addresses stand in logs and histories
        asked = {"message": "Hello", name: app.credentials.get("x-api-key", "gk_wrong")}
        app.anonymous.get(STREAM, params=asked).expect_error(401, "unauthenticated")

    nothing_was_sent(provider)


@proves("P5-11")
def test_exactly_as_many_as_allowed(provider, start, users):
    """While N requests are still under way the next is refused, and asks nobody; other users go on."""
    app = start.shared(**LIMITS)
    busy, other = app.as_user(users.somebody()), app.as_user(users.somebody())
    provider.script(rule("gate"))
    waiting = [busy.later.post(CHAT, json=HELLO) for _ in range(FREE)]
    for call in provider.wait(FREE):
        provider.until(call, "gated")

    refused = [busy.post(CHAT, json=HELLO).expect_error(429, "rate_limited") for _ in range(2)]

    for reply in refused:
        wait = reply.headers.get("retry-after", "")
        expect_that(wait.isdecimal() and 1 <= int(wait) <= 3_600, "retry-after: 1 to 3600", got=wait)
    calls = [call.line for call in provider.requests()]
    expect_that(len(calls) == FREE, f"{FREE} calls to the provider", got=calls)
    provider.script()
    left = other.post(CHAT, json=HELLO).expect(200).headers.get("x-ratelimit-remaining")
    expect_that(left == str(FREE - 1), f"{FREE - 1} left for somebody else", got=left)
    provider.release_all()
    for pending in waiting:
        pending.reply().expect(200)


@proves("P5-12")
def test_what_waiting_can_mend_is_tried_again(provider, start):
    """A provider that fails for a moment is asked again, whatever the failure; the caller sees an answer."""
    app = start.shared(**RETRIES)
    for fault in ({"kind": "status", "status": 503}, {"kind": "status", "status": 429}, {"kind": "cut"}):
        provider.reset()
        provider.script({"request": [1, 2], "fault": fault})
        reply = app.post(CHAT, json=HELLO | {"model": HAIKU}).expect(200)
        calls = provider.requests()
        expect_that(len(calls) == 3, f"three attempts ({fault})", got=[call.line for call in calls])
        expect_that(reply.field("content") == calls[-1].reply, "the third's answer", got=reply.text)

    provider.reset()
    provider.script(rule("status", status=503, request=1))
    with app.stream("POST", STREAM, json=HELLO | {"model": HAIKU}) as stream:
        last = [event.json() for event in stream][-1]
    expect_that(last["type"] == "done", "a stream, after a failure before its first token", got=last)
    expect_that(len(provider.requests()) == 2, "two attempts", got=len(provider.requests()))


@proves("P5-13")
def test_a_request_can_be_followed(provider, start):
    """One id finds a request in its answer, in the log with each of its attempts, and at the provider."""
    app = start.shared(**RETRIES)
    provider.script(rule("status", status=503, request=[1, 2]))
    id_ = f"follow-{secrets.token_hex(8)}"

    app.post(CHAT, json=HELLO | {"model": HAIKU}, headers={"x-request-id": id_}).expect(200)

    calls = provider.requests()
    told = [call.headers.get("x-request-id") for call in calls]
    expect_that(told == [id_] * 3, f"x-request-id: {id_} in each of three calls", got=told)
    one_line(app, id_, "the request")
    lines = [line for line in lines_of(app.log()) if line.get("request_id") == id_]
    retries = [line.get("attempt") for line in lines if "wait_seconds" in line]
    expect_that(retries == [1, 2], "a line for each attempt that failed, with its number", got=lines)
    last = lines[-1]
    expect_that(
        last.get("route") == CHAT and last.get("attempts") == 3, "an access line at the end", got=last
    )
