"""Stage 6: the boxes of the course, a conversation that remembers, within its window."""

import secrets

from talking import ALONE, CONVERSATIONS, MODELS, begin, history, sent

from course.checks import expect_that, proves


@proves("P6-01", starts=True)
def test_conversations_are_stored_in_memory_and_in_redis(app, start, redis):
    """With REDIS_URL conversations lie in Redis; without it, memory does the same, and Redis has nothing."""
    talk, alone = begin(app, title="Plans"), begin(start.shared(**ALONE), title="Plans")
    texts = [talk.say("My name is Ada.").expect(200).field("content") for talk in (talk, alone)]

    for one, text in zip((talk, alone), texts, strict=True):
        expect_that(one.said() == ["My name is Ada.", text], "question and answer, stored", got=one.said())
    expect_that(redis.keys(f"*{talk.id}*"), "keys of the first in Redis", got=redis.keys())
    expect_that(not redis.keys(f"*{alone.id}*"), "no key of the other in Redis", got=redis.keys())


@proves("P6-02")
def test_a_conversation_is_created(app):
    """POST /v1/conversations answers 201 with an id, a Location, and what the conversation was begun with."""
    given = {"title": "Plans — 日本", "system": "Be brief.", "model": "chat"}
    reply = app.post(CONVERSATIONS, json=given).expect(201, given)

    id_ = reply.field("id")
    location = reply.headers.get("location")
    expect_that(location == f"{CONVERSATIONS}/{id_}", "the conversation's address in Location", got=location)
    app.get(location).expect(200, {"id": id_, "messages": [], **given})
    app.post(CONVERSATIONS, json={}).expect(201, {"title": None, "system": None, "model": None})


@proves("P6-03")
def test_a_message_is_added_and_answered(app, provider):
    """POST …/messages gives the model's answer to the letter; afterwards both are in the conversation."""
    for vendor, model in MODELS.items():
        provider.reset()
        talk = begin(app, model=model)
        text = f"Say {secrets.token_hex(4)}"
        reply = talk.say(text).expect(200)
        call = provider.only()
        reply.expect(200, {"content": call.reply, "answer.provider": vendor, "complete": True})
        stored = [(message["role"], message["content"]) for message in talk.messages()]
        wanted = [("user", text), ("assistant", call.reply)]
        expect_that(stored == wanted, f"{wanted} in the conversation", got=stored)


@proves("P6-04")
def test_the_full_context_goes_to_the_model(app, provider):
    """Each provider gets the system prompt, every earlier message in order, and the new one, once each."""
    for vendor, model in MODELS.items():
        provider.reset()
        texts = [f"Say {secrets.token_hex(4)}" for _ in range(3)]
        talk = begin(app, model=model, system="Be brief.")
        answers = [talk.say(text).expect(200).field("content") for text in texts]
        wanted = ["Be brief.", texts[0], answers[0], texts[1], answers[1], texts[2]]
        got = sent(provider.requests()[-1])
        expect_that(got == wanted, f"{wanted} at {vendor}", got=got)


@proves("P6-05")
def test_conversations_are_listed_and_deleted(app, users):
    """GET lists one's conversations, newest first; after DELETE one is gone, and the others are not."""
    mine = app.as_user(users.somebody())
    first, second, third = (begin(mine, title=title) for title in ("one", "two", "three"))

    listed = mine.get(CONVERSATIONS).expect(200, {"object": "list", "has_more": False}).field("data")
    titles = [head["title"] for head in listed]
    expect_that(titles == ["three", "two", "one"], "three, two, one", got=titles)
    mine.delete(second.path).expect(204)
    mine.get(second.path).expect_error(404, "not_found")
    mine.delete(second.path).expect_error(404, "not_found")
    second.say("Hello").expect_error(404, "not_found")
    left = [head["id"] for head in mine.get(CONVERSATIONS).expect(200).field("data")]
    expect_that(left == [third.id, first.id], "the other two", got=left)


@proves("P6-06")
def test_tokens_are_counted_without_asking_anybody(app, provider):
    """The count of what was sent grows with every turn, is near the provider's, and costs no call to it."""
    talk, before = begin(app, system="You are a patient tutor."), 0
    for turn in range(1, 4):
        reply = talk.say(
            "Explain in three sentences what a token is, and why it is none of my words."
        ).expect(200)
        used, counted = reply.field("answer.context.used"), reply.field("answer.usage.input_tokens")
        calls = provider.requests()
        expect_that(len(calls) == turn, "one request to the provider for each message", got=len(calls))
        expect_that(used > before, f"more than {before} tokens in a longer conversation", got=used)
        near = 0.5 * counted < used < 2 * counted
        expect_that(near, f"a count near the provider's {counted}", got=used)
        before = used


@proves("P6-07")
def test_a_conversation_remembers(app):
    """What was said turns ago is known in the same conversation, and in no other one of the same user."""
    talk, other = begin(app), begin(app)
    talk.say("My name is Ada and my favourite colour is green.").expect(200)
    talk.say("What is a token?").expect(200)

    answer = talk.say("What is my name?").expect(200).field("content")
    expect_that("Ada" in answer, "an answer that knows the name Ada", got=answer)
    answer = talk.say("What is my favourite colour?").expect(200).field("content")
    expect_that("green" in answer, "an answer that knows the colour green", got=answer)
    answer = other.say("What is my name?").expect(200).field("content")
    expect_that("Ada" not in answer, "another conversation to know nothing of it", got=answer)


@proves("P6-09")
def test_only_the_last_turns_are_kept(app, provider):
    """With keep 2 the model gets system prompt, the last two turns and the question, and forgets the rest."""
    policy = {"strategy": "keep_last", "keep": 2}
    brought = history("My name is Ada.", "Hello Ada.", "one", "1", "My colour is green.", "Fine.")
    talk = begin(app, system="Be brief.", context=policy, messages=brought)

    reply = talk.say("What is my name?").expect(200)
    wanted = ["Be brief.", "one", "1", "My colour is green.", "Fine.", "What is my name?"]
    got = sent(provider.only())
    expect_that(got == wanted, f"{wanted} at the provider", got=got)
    answer = reply.field("content")
    expect_that("Ada" not in answer, "an answer that has forgotten the name", got=answer)
    reply.expect(200, {"answer.context.dropped_turns": 1, "answer.context.strategy": "keep_last"})
    answer = talk.say("What is my colour?").expect(200).field("content")
    expect_that("green" in answer, "an answer that knows what was said two turns ago", got=answer)
    expect_that(talk.said()[0] == "My name is Ada.", "the whole history in the store", got=talk.said())
