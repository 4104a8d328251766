"""Stage 5: what counts, for whom, what the headers say, and what happens when Redis is away."""

import time

from stage_5 import (
    CHAT,
    FREE,
    HELLO,
    LIMITS,
    LOGIN,
    MODELS,
    STREAM,
    USAGE,
    lines_of,
    log_in,
    nothing_was_sent,
    read,
)

from course.checks import expect_that, proves, rule

MINI = "openai/gpt-5.4-mini"
LLAMA = "openrouter/meta-llama/llama-3.3-70b-instruct"
PATIENCE = 60.0  # seconds for the app to find a Redis that is back


def left(reply):
    return int(reply.headers.get("x-ratelimit-remaining", "-1"))


@proves("S5-10")
def test_the_headers_say_what_is_left(provider, start, users):
    """Allowed answers, streams and failures too, say limit, remaining and reset; only a 429 says when."""
    app = start.shared(**LIMITS).as_user(users.somebody())
    provider.script(rule("status", model="meta-llama/llama-3.3-70b-instruct", status=400))
    replies = [app.post(CHAT, json=HELLO).expect(200)]
    with app.stream("POST", STREAM, json=HELLO) as stream:
        replies.append(stream)
        read(stream)
    replies.append(app.post(CHAT, json=HELLO | {"model": LLAMA}).expect(400))
    replies.append(app.post(CHAT, json=HELLO).expect_error(429, "rate_limited"))

    said = [left(reply) for reply in replies]
    expect_that(said == [*range(FREE - 1, -1, -1), 0], "remaining to go down to 0", got=said)
    for reply in replies:
        limit, reset = (reply.headers.get(f"x-ratelimit-{name}", "") for name in ("limit", "reset"))
        expect_that(limit == str(FREE), f"x-ratelimit-limit: {FREE}", got=limit)
        soon = reset.isdecimal() and -5 < int(reset) - time.time() < 3_605
        expect_that(soon, "x-ratelimit-reset: whole seconds of Unix time, within the hour", got=reset)
    waits = [reply.headers.get("retry-after") for reply in replies]
    expect_that(waits[:-1] == [None] * FREE, "no retry-after but with a 429", got=waits)
    expect_that(waits[-1], "a retry-after with the 429", got=waits)


@proves("S5-11")
def test_a_user_has_one_budget(provider, start, users):
    """A user's keys, tokens and addresses count together; a stream counts once; refused requests do not."""
    app, user = start.shared(**LIMITS), users.somebody()
    lists = users.new_key(user, "models")
    token = log_in(app, user, headers={"x-forwarded-for": "203.0.113.11"}).field("access_token")
    mine = app.as_user(user)
    mine.post(CHAT, json={}).expect(422)
    mine.post(CHAT, json={"message": "x" * 1_000_001}).expect(413)
    app.as_user(lists).post(CHAT, json=HELLO).expect(403)

    with app.bearing(token).stream("POST", STREAM, json=HELLO) as stream:
        read(stream)
    expect_that(left(stream) == FREE - 1, f"{FREE - 1} left after one stream", got=str(stream.headers))
    reply = app.as_user(users.new_key(user)).post(CHAT, json=HELLO).expect(200)
    expect_that(left(reply) == FREE - 2, f"{FREE - 2} left after another key's chat", got=str(reply.headers))
    with mine.stream("GET", STREAM, params={"message": "Hello"}) as stream:
        read(stream)
    provider.reset()
    for method, options in (("POST", {"json": HELLO}), ("GET", {"params": {"message": "Hello"}})):
        mine.request(method, STREAM, **options).expect_error(429, "rate_limited")

    nothing_was_sent(provider)


def wrong_login(app, **headers):
    """Try to log in; return what is left of the budget of whoever it came from."""
    form = {"username": "nobody-of-this-name", "password": "wrong"}
    return app.anonymous.post(LOGIN, data=form, headers={"x-forwarded-for": headers["forwarded"]})


@proves("S5-12")
def test_logins_are_limited_by_address(app, start):
    """Logins count by address; X-Forwarded-For is believed of trusted proxies only, from its right end."""
    trusting = start.shared(**LIMITS)
    for _ in range(3):
        wrong_login(trusting, forwarded="203.0.113.21").expect_error(401, "unauthenticated")
    wrong_login(trusting, forwarded="203.0.113.21").expect_error(429, "rate_limited")
    wrong_login(trusting, forwarded="203.0.113.22").expect_error(401, "unauthenticated")
    invented = "198.51.100.1, 203.0.113.21, 10.0.0.7"
    wrong_login(trusting, forwarded=invented).expect_error(429, "rate_limited")

    counts = [left(wrong_login(app, forwarded=f"203.0.113.{number}")) for number in (31, 32, 33)]
    falling = counts[0] > counts[1] > counts[2] > 0
    expect_that(falling, "one budget, whatever X-Forwarded-For says to an app behind no proxy", got=counts)


@proves("S5-13")
def test_a_redis_that_is_silent_or_gone_stops_nobody(redis, provider, start, users):
    """Without Redis requests are answered and limited, which is said once; back, it is used again."""
    app = start.shared(**LIMITS)
    began = len(app.log())
    for away in (redis.pause, redis.stop):
        away()
        mine = app.as_user(users.somebody())
        statuses = [mine.post(CHAT, json=HELLO, timeout=30).status for _ in range(FREE + 1)]
        wanted = [200] * FREE + [429]
        expect_that(statuses == wanted, f"{wanted} while Redis does not answer", got=statuses)
        app.get("/health").expect(200)
    until(lambda: app.get("/ready").json()["status"] == "degraded", "/ready to say degraded")
    app.get("/ready").expect(200, {"checks.redis": "unreachable"})
    warnings = [line for line in lines_of(app.log()[began:]) if line["level"] == "warning"]
    about = [line for line in warnings if "redis" in line["message"].lower()]
    expect_that(len(about) == 1, "one warning about Redis", got=about)

    redis.start()
    redis.flush()

    def is_shared():
        app.as_user(users.usual).get(MODELS)
        return bool(redis.keys())

    until(is_shared, "counts in Redis again")
    until(lambda: app.get("/ready").json()["status"] == "ready", "/ready to say ready")


def until(holds, what):
    """Ask until something holds: what is waited for is the app's own next attempt."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        expect_that(time.monotonic() < deadline, what, got=f"not within {PATIENCE:g} s")


def used(app):
    return app.get(USAGE).expect(200).field("tokens_used")


@proves("S5-14")
def test_tokens_are_a_budget_too(provider, start, users):
    """What an answer may cost is reserved, and what it did cost is counted; what does not fit is refused."""
    app = start.shared(**LIMITS).as_user(users.somebody())
    provider.script(rule("reply", tokens=20))
    reply = app.post(CHAT, json={"message": "Hello", "max_tokens": 100}).expect(200)
    usage = provider.only().usage
    spent = usage["input_tokens"] + 20
    limit, remains = (reply.headers.get(f"x-ratelimit-{name}-tokens") for name in ("limit", "remaining"))
    expect_that(limit == "10000", "x-ratelimit-limit-tokens: 10000", got=limit)
    reserved = remains and 9_800 <= int(remains) <= 9_900
    expect_that(reserved, "the prompt and 100 tokens reserved of 10000", got=remains)
    expect_that(used(app) == spent, f"{spent} tokens used, as the provider counted", got=used(app))

    provider.reset()
    for path in (CHAT, STREAM):
        refused = app.post(path, json={"message": "Hello", "max_tokens": 9_990})
        wait = refused.expect_error(429, "token_budget_exceeded").headers.get("retry-after", "")
        today = wait.isdecimal() and 1 <= int(wait) <= 86_400
        expect_that(today, "retry-after: until midnight", got=wait)
    nothing_was_sent(provider)
    expect_that(used(app) == spent, f"{spent} tokens used, as before", got=used(app))


@proves("S5-15")
def test_tokens_of_a_stream_that_breaks_off_are_counted(provider, start, users):
    """A client that leaves pays for what came; an answer that never began costs nothing."""
    app = start.shared(**LIMITS).as_user(users.somebody(tier="premium"))
    provider.script(rule("status", status=503))
    app.post(CHAT, json={"message": "Hello", "model": MINI, "max_tokens": 1_000}).expect(503)
    expect_that(used(app) == 0, "nothing used by a call that failed", got=used(app))
    provider.reset()
    provider.script(rule("gate", open=3))
    question = {"message": "Tell me about tokens.", "max_tokens": 1_500}
    with app.stream("POST", STREAM, json=question) as stream:
        stream.next()
        call = provider.until(provider.only(), "gated")
        expect_that(used(app) >= 1_500, "1500 tokens reserved while it goes on", got=used(app))
    provider.until(call, "ended")

    until(lambda: used(app) < 1_500, "the reservation to be given back")
    expect_that(4 <= used(app) <= 40, "the prompt and the three tokens that came", got=used(app))
