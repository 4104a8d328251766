"""Stage 6: whose conversations they are, how many and how large, and when they are gone."""

import itertools
import time

from talking import CONVERSATIONS, MODELS, SMALL, Talk, begin, history, read, sent

from course.checks import expect_that, proves, rule

NOBODYS = "conv_" + "0" * 46


@proves("S6-01")
def test_a_conversation_has_its_own_model_and_system_prompt(app, provider):
    """System prompt and model go along with each turn; unknown fields and broken histories are refused."""
    talk = begin(app, model=MODELS["openai"], system="Always answer with: aye")
    for _ in range(2):
        talk.say("Hello").expect(200)
        call = provider.requests()[-1]
        right = (call.vendor, sent(call)[0]) == ("openai", "Always answer with: aye")
        expect_that(right, "openai, with the system prompt", got=call.line)
    app.post(CONVERSATIONS, json={"model": "gpt-99"}).expect_error(404, "model_not_found", "model")
    wrong = [
        ({"titel": "x"}, "titel"),
        ({"title": " "}, "title"),
        ({"system": 5}, "system"),
        ({"context": {"strategy": "forget"}}, "context.strategy"),
        ({"context": {"budgt": 500}}, "context.budgt"),
        ({"messages": history("a question without an answer")}, None),
        ({"messages": [{"role": "assistant", "content": "Hello"}]}, None),
    ]
    for body, param in wrong:
        reply = app.post(CONVERSATIONS, json=body).expect_error(422, "invalid_request")
        got = reply.field("error.param")
        expect_that(param is None or got == param, f"param {param}", got=got)


@proves("S6-02")
def test_a_conversation_is_read_and_renamed(app, provider):
    """GET gives every message, and the facts of each answer; PATCH changes the title, also meanwhile."""
    talk = begin(app, title="old", messages=history("before", "yes"))
    provider.script(rule("gate", request=1, open=1))
    with talk.stream("now") as stream:
        stream.next()
        provider.until(provider.only(), "gated")
        app.request("PATCH", talk.path, json={"title": "new"}).expect(200, {"title": "new"})
        provider.release_all()
        read(stream)

    reply = app.get(talk.path).expect(200, {"title": "new", "turn_count": 2})
    roles = [message["role"] for message in reply.field("messages")]
    expect_that(roles == ["user", "assistant"] * 2, "the four messages in order", got=roles)
    asked, answered = reply.field("messages.1.answer"), reply.field("messages.3.answer")
    expect_that(asked is None and answered["usage"], "facts of the answer that was asked here", got=answered)
    app.request("PATCH", talk.path, json={"title": None}).expect(200, {"title": None})
    app.request("PATCH", talk.path, json={"system": "x"}).expect_error(422, "invalid_request")


@proves("S6-03")
def test_pages_have_no_gap_and_no_repetition(app, users):
    """Pages go from new to old by next_cursor; what is begun or deleted meanwhile leaves no gap."""
    mine = app.as_user(users.somebody())
    ids = [begin(mine).id for _ in range(7)][::-1]

    first = mine.get(CONVERSATIONS, params={"limit": 3}).expect(200, {"has_more": True})
    begin(mine)
    mine.delete(f"{CONVERSATIONS}/{ids[2]}").expect(204)
    second = mine.get(CONVERSATIONS, params={"limit": 3, "cursor": first.field("next_cursor")})
    second.expect(200, {"has_more": True})
    third = mine.get(CONVERSATIONS, params={"limit": 3, "cursor": second.field("next_cursor")})
    third.expect(200, {"has_more": False, "next_cursor": None})
    got = [head["id"] for page in (first, second, third) for head in page.field("data")]
    expect_that(got == ids, "the seven, newest first", got=got)
    for wrong in ({"limit": 0}, {"limit": 1000}, {"limit": "x"}):
        mine.get(CONVERSATIONS, params=wrong).expect_error(422, "invalid_request", "limit")


@proves("S6-17")
def test_nobody_elses_conversation_is_there(app, users, provider):
    """Another user's conversation is the same 404 as one that never was, whatever is done to it."""
    mine, eve = app.as_user(users.somebody()), app.as_user(users.somebody(role="admin"))
    talk = begin(mine, title="secret")

    for path in (talk.path, f"{CONVERSATIONS}/{NOBODYS}", f"{CONVERSATIONS}/x"):
        replies = [
            eve.get(path),
            eve.request("PATCH", path, json={"title": "mine"}),
            eve.delete(path),
            eve.post(f"{path}/messages", json={"message": "Hello"}),
            eve.post(f"{path}/messages/stream", json={"message": "Hello"}),
        ]
        said = {reply.expect_error(404, "not_found").field("error.message") for reply in replies}
        expect_that(len(said) == 1, "one message for all", got=said)
    listed = eve.get(CONVERSATIONS).expect(200).field("data")
    expect_that(listed == [], "an empty list for the other user", got=listed)
    expect_that(provider.requests() == [], "no request to the provider", got=len(provider.requests()))
    mine.get(talk.path).expect(200, {"title": "secret"})


@proves("S6-18")
def test_ids_cannot_be_guessed(app):
    """Of two ids that were made one after the other, at least 20 characters differ; neither is a number."""
    ids = [begin(app).id for _ in range(5)]
    for one, other in itertools.pairwise(ids):
        differ = sum(a != b for a, b in zip(one, other, strict=True))
        expect_that(differ >= 20, "at least 20 characters that differ", got=(one, other))
        expect_that(not one.isdecimal(), "more than digits", got=one)


@proves("S6-31")
def test_processes_share_conversations(app, start, provider):
    """What one process has stored another one reads and goes on with; a turn in one is 409 in the other."""
    same = {
        name: app.env[name] for name in ("DATABASE_URL",) if name in app.env
    }  # else one for each instance
    other = start.shared(**SMALL, **same)
    talk = begin(app, title="Plans")
    talk.say("My name is Ada.").expect(200)
    there = Talk(other, talk.id)
    answer = there.say("What is my name?").expect(200).field("content")
    expect_that("Ada" in answer, "the name, in the other process", got=answer)

    provider.reset()
    provider.script(rule("gate", request=1, open=1))
    with talk.stream("Go on.") as stream:
        stream.next()
        provider.until(provider.only(), "gated")
        there.say("Hello").expect_error(409, "conversation_busy")
        provider.release_all()
        read(stream)
    expect_that(there.said() == talk.said(), "the same messages in both", got=there.said())


@proves("S6-19")
def test_a_user_has_only_so_many_conversations(start, users):
    """One more than CONVERSATIONS_PER_USER is 409 too_many_conversations, until one is deleted."""
    app = start.shared(**SMALL)
    mine, other = app.as_user(users.somebody()), app.as_user(users.somebody())
    talks = [begin(mine) for _ in range(3)]
    mine.post(CONVERSATIONS, json={}).expect_error(409, "too_many_conversations")
    begin(other)
    mine.delete(talks[0].path).expect(204)
    begin(mine)


@proves("S6-20")
def test_a_conversation_holds_only_so_much(start, users, provider):
    """Beyond CONVERSATION_MAX_BYTES a message, or a history, is 413 conversation_full; nobody is asked."""
    app = start.shared(**SMALL).as_user(users.somebody())
    too_much = {"messages": history("x" * 600, "y" * 600)}
    app.post(CONVERSATIONS, json=too_much).expect_error(413, "conversation_full")
    talk = begin(app, messages=history("x" * 400, "ü" * 200))
    talk.say("z" * 300).expect_error(413, "conversation_full")

    expect_that(provider.requests() == [], "no request to the provider", got=len(provider.requests()))
    expect_that(len(talk.said()) == 2, "what was there before", got=talk.said())
    talk.say("short").expect(200)


@proves("S6-21")
def test_deleting_really_deletes(app, provider, redis):
    """After DELETE, also during an answer, nothing of the conversation is in Redis, nor comes back."""
    secret = "The treasure is under the old oak."
    talk = begin(app, title=secret, system=secret, messages=history(secret, secret))
    talk.say(secret, key="k").expect(200)
    provider.reset()
    provider.script(rule("gate", request=1, open=1))
    with talk.stream("and now") as stream:
        stream.next()
        provider.until(provider.only(), "gated")
        app.delete(talk.path).expect(204)
        provider.release_all()
        _, last = read(stream)

    expect_that(last["type"] == "error", "an `error` event for the answer that cannot be kept", got=last)
    app.get(talk.path).expect_error(404, "not_found")
    left = redis.keys(f"*{talk.id}*")
    expect_that(left == [], "no key of the conversation in Redis", got=left)
    everything = redis.keys("*")
    found = [key for key in everything if any(word in contents(redis, key) for word in (secret, talk.id))]
    expect_that(found == [], "no value with its texts or its id in Redis", got=found)


def contents(redis, key):
    """Return a key's value as text, whatever its type."""
    words = {
        "string": ("GET", key),
        "hash": ("HGETALL", key),
        "list": ("LRANGE", key, "0", "-1"),
        "set": ("SMEMBERS", key),
        "zset": ("ZRANGE", key, "0", "-1"),
    }
    kind = redis.ask("TYPE", key).strip()
    return redis.ask(*words[kind]) if kind in words else ""


@proves("S6-22")
def test_idle_conversations_expire(app, start, users, redis):
    """After CONVERSATION_IDLE seconds without a change a conversation is gone, from list and Redis too."""
    short = start(CONVERSATION_IDLE="2").as_user(users.somebody())
    talk = begin(short)
    talk.say("Hello").expect(200)
    times = [int(redis.ask("TTL", key)) for key in redis.keys(f"*{talk.id}*")]
    expect_that(all(left <= 2 and left != -1 for left in times), "keys in Redis that expire", got=times)
    until_gone(short, talk)
    listed = short.get(CONVERSATIONS).expect(200).field("data")
    expect_that(listed == [], "an empty list", got=listed)
    talk.say("Hello?").expect_error(404, "not_found")
    left = redis.keys(f"*{talk.id}*")
    expect_that(left == [], "no key of it in Redis", got=left)


def until_gone(app, talk):
    """Read until it is not there any more, which reading does not delay."""
    deadline = time.monotonic() + 20
    while app.get(talk.path).status == 200:
        expect_that(time.monotonic() < deadline, "the conversation to expire", got="it is still there")
