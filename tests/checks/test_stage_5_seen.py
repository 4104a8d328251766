"""Stage 5: what the log and the metrics say of each request, and what they must not say."""

import json
import re
import secrets

from stage_5 import (
    CHAT,
    HAIKU,
    HELLO,
    LIMITS,
    LOGIN,
    REFRESH,
    RETRIES,
    STREAM,
    USAGE,
    access_lines,
    log_in,
    one_line,
    read,
)  # fmt: skip

from course.checks import expect_that, proves, rule
from course.tokens import altered


def new_id():
    return f"check-{secrets.token_hex(8)}"


@proves("S5-21")
def test_one_line_for_each_request(app, provider):
    """Each request is one access line, a stream's when it has ended, and says how it ended."""
    endings = {"an answer": (200, "complete"), "a 404": (404, "error"), "a 401": (401, "error")}
    ids = {name: {"x-request-id": new_id()} for name in endings}
    app.post(CHAT, json=HELLO, headers=ids["an answer"]).expect(200)
    app.get("/nowhere/123", headers=ids["a 404"]).expect(404)
    app.anonymous.post(CHAT, json=HELLO, headers=ids["a 401"]).expect(401)
    for name, (status, ended) in endings.items():
        line = one_line(app, ids[name]["x-request-id"], name)
        expect_that((line["status"], line["ended"]) == (status, ended), f"{status} {ended}", got=line)

    for fault, ended in ((rule("gate", open=1), "complete"), (rule("error_event", after_tokens=2), "error")):
        provider.reset()
        provider.script(fault)
        id_ = new_id()
        with app.stream(
            "POST", STREAM, json=HELLO | {"model": HAIKU}, headers={"x-request-id": id_}
        ) as stream:
            stream.next()
            if ended == "complete":
                provider.until(provider.only(), "gated")
                expect_that(access_lines(app, id_) == [], "no access line while a stream goes on", got=id_)
                provider.release_all()
            read(stream)
        line = one_line(app, id_, "a stream")
        expect_that((line["status"], line["ended"]) == (200, ended), f"200 {ended}", got=line)
        expect_that("first_token_ms" in line, "first_token_ms of a stream", got=line)

    provider.reset()
    provider.script(rule("gate", open=1))
    id_ = new_id()
    with app.stream("POST", STREAM, json=HELLO, headers={"x-request-id": id_}) as stream:
        stream.next()
        call = provider.until(provider.only(), "gated")
    provider.until(call, "ended")
    line = one_line(app, id_, "a stream that was left")
    expect_that(line["ended"] == "client_gone", "client_gone", got=line)


@proves("S5-22")
def test_the_line_says_what_it_was_and_what_it_cost(provider, start, users):
    """Route, user, tier, provider, model, tokens, cost and attempts are what happened; of streams too."""
    app, user = start.shared(**RETRIES), users.somebody()
    for path in (CHAT, STREAM):
        provider.reset()
        provider.script(rule("status", vendor="anthropic", status=529, request=1), rule("reply", tokens=7))
        id_ = new_id()
        question = {"message": "How much is that?", "model": "chat"}
        reply = app.as_user(user).post(path, json=question, headers={"x-request-id": id_}).expect(200)
        last = reply.json() if path == CHAT else json.loads(reply.text.rstrip().rpartition("data: ")[2])
        call = provider.requests()[-1]
        line = one_line(app, id_, path)
        wanted = {
            "method": "POST",
            "route": path,
            "user": user.name,
            "tier": user.tier,
            "provider": call.vendor,
            "input_tokens": call.usage["input_tokens"],
            "output_tokens": 7,
            "cost_usd": last["usage"]["cost_usd"],
            "attempts": len(provider.requests()),
            "fallback": True,
        }
        found = {name: line.get(name) for name in wanted}
        expect_that(found == wanted, f"{wanted}", got=found)
        expect_that(call.model in str(line.get("model")), f"the model {call.model}", got=line.get("model"))
        expect_that(line["duration_ms"] >= 0, "duration_ms", got=line)


@proves("S5-23")
def test_prompts_are_logged_only_on_request(app, provider, start, users):
    """With LOG_PROMPTS a prompt and its answer are in the access line; without it, neither is anywhere."""
    open_ = start.shared(**LIMITS).as_user(users.somebody())
    for asking, wanted in ((open_, True), (app, False)):
        prompt, answer = f"rosebud-{secrets.token_hex(6)}", f"sledge-{secrets.token_hex(6)}"
        provider.script(rule("reply", text=answer))
        asking.post(CHAT, json={"message": prompt, "max_tokens": 50}).expect(200)
        with asking.stream("POST", STREAM, json={"message": prompt, "max_tokens": 50}) as stream:
            read(stream)
        asking.get("/health")
        log = asking.log()
        for what, needle in (("prompt", prompt), ("answer", answer)):
            count = len([line for line in log.splitlines() if needle in line])
            right = count == 2 if wanted else count == 0
            expect_that(right, f"the {what} {'in two lines' if wanted else 'nowhere'}", got=f"{count} lines")


def samples(app):
    """Return the metrics by name and labels."""
    found = {}
    for line in app.anonymous.get("/metrics").expect(200, content_type="text/plain").text.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            found[name] = float(value)
    return found


def risen(before, after, *parts):
    """Return by how much the samples rose whose names and labels hold all of these."""
    chosen = [name for name in after if all(part in name for part in parts)]
    return sum(after[name] - before.get(name, 0) for name in chosen)


@proves("S5-24")
def test_the_metrics_count_what_happened(provider, start, users):
    """Requests, errors, tokens, cost, retries, fallbacks, limits and streams are counted, with few labels."""
    app = start.shared(**RETRIES)
    before = samples(app)
    provider.script(rule("status", vendor="anthropic", status=529, request=1), rule("reply", tokens=9))
    reply = app.post(CHAT, json={"message": "Hello", "model": "chat"}).expect(200)
    provider.script(rule("status", status=503, request=1), rule("reply", tokens=9))
    app.post(CHAT, json={"message": "Hello", "model": HAIKU}).expect(200)
    strange = f"/nowhere/{secrets.token_hex(6)}"
    app.get(strange).expect(404)
    provider.script(rule("gate", open=1))
    with app.stream("POST", STREAM, json=HELLO) as stream:
        stream.next()
        during = samples(app)
        provider.release_all()
        read(stream)
    after = samples(app)

    counted = {
        "chats that were answered": risen(before, after, "http_requests_total{", f'route="{CHAT}"', '"200"'),
        "errors": risen(before, after, "http_errors_total{", "not_found"),
        "retries": risen(before, after, "llm_retries_total"),
        "fallbacks": risen(before, after, "llm_fallbacks_total{"),
        "streams open in between": risen(before, during, "open_streams"),
        "streams open afterwards": risen(before, after, "open_streams"),
    }
    wanted = dict(zip(counted, (2, 1, 1, 1, 1, 0), strict=True))
    expect_that(counted == wanted, f"{wanted}", got=counted)
    tokens = risen(before, after, "llm_tokens_total{", "output")
    expect_that(tokens >= 18, "at least 18 output tokens", got=tokens)
    cost = risen(before, after, "llm_cost_usd_total{")
    expect_that(cost >= reply.field("usage.cost_usd"), "the cost", got=cost)
    times = risen(before, after, "http_request_duration_seconds_count")
    expect_that(times >= 4, "durations", got=times)
    expect_that(risen(before, after, "llm_time_to_first_token_seconds_count") == 1, "one first token")
    text = "\n".join(after)
    expect_that(strange not in text, "no label for an address that nobody wrote", got=strange)
    expect_that(users.usual.name not in re.findall(r'"([^"]*)"', text), "no label for a user")
    limited = start.shared(**LIMITS)
    before, mine = samples(limited), limited.as_user(users.somebody())
    for _ in range(4):
        mine.get("/v1/models")
    refused = risen(before, samples(limited), "rate_limited_total{", "free")
    expect_that(refused == 1, "one request of a free user that was refused", got=refused)


@proves("S5-25")
def test_no_secret_is_seen_anywhere(app, provider, redis, users):
    """Passwords, tokens, keys, hashes, JWT_SECRET are in no log line, no reply, no metric, not in Redis."""
    user = users.somebody()
    key = users.new_key(user)
    pair = log_in(app, user).expect(200)
    access, refreshing = pair.field("access_token"), pair.field("refresh_token")
    wrong = f"password-{secrets.token_hex(8)}"
    forged = altered(access, role="admin")
    said = [
        app.bearing(access).post(CHAT, json=HELLO),
        app.bearing(forged).post(CHAT, json=HELLO),
        app.bearing(access).get(f"{USAGE}/ada"),
        app.as_user(key).post(CHAT, json={"message": key.text, "unknown": key.text}),
        app.anonymous.post(LOGIN, data={"username": user.name, "password": wrong}),
        app.anonymous.post(LOGIN, data={"username": wrong, "password": wrong, "scope": wrong}),
        app.anonymous.post(REFRESH, json={"refresh_token": forged, "more": wrong}),
        app.anonymous.post(REFRESH, json={"refresh_token": refreshing, "more": wrong}),
        app.anonymous.post(CHAT, json=HELLO, headers={"x-api-key": f"{wrong}"}),
        app.anonymous.post(f"{CHAT}?token={access}&api_key={key.text}", json=HELLO),
        app.get("/metrics"),
        app.anonymous.post(REFRESH, json={"refresh_token": refreshing}),
    ]
    names = redis.keys()
    held = "\n".join([*names, *(value_of(redis, name) for name in names)])
    places = {"the log": app.log(), "Redis": held, "a reply": "\n".join(reply.text for reply in said[:-1])}

    needles = {
        "a password": user.password, "a wrong password": wrong, "an access token": access,
        "a signature": access.rpartition(".")[2], "a refresh token": refreshing, "a forged token": forged,
        "an API key": key.text, "the usual key": users.usual.key, "JWT_SECRET": app.env["JWT_SECRET"],
        "a provider's key": provider.key, "a hash": users.careful.hash,
    }  # fmt: skip
    for where, text in places.items():
        for what, needle in needles.items():
            at = text.find(needle)
            expect_that(at < 0, f"no trace of {what} in {where}", got=text[max(0, at - 120) : at + 40])


def value_of(redis, name):
    """Return what a key of Redis holds, whatever its type."""
    asks = {
        "string": ["GET", name],
        "hash": ["HGETALL", name],
        "list": ["LRANGE", name, "0", "-1"],
        "set": ["SMEMBERS", name],
        "zset": ["ZRANGE", name, "0", "-1"],
    }
    ask = asks.get(redis.ask("TYPE", name).strip())
    return redis.ask(*ask) if ask else ""
