"""Stage 6: a turn as a whole, or not at all: streams, failures, callers who leave, and two at once."""

import time

from talking import MODELS, OPENAI, SMALL, begin, headers, read, sent

from course.checks import expect_that, proves, rule


@proves("S6-04")
def test_an_answer_can_be_streamed(app, provider):
    """Tokens come one by one, before the answer is whole; at `done` question and answer are stored."""
    for model in MODELS.values():
        provider.reset()
        provider.script(rule("gate", open=1))
        talk = begin(app, model=model)
        with talk.stream("What is SSE?") as stream:
            call, text = provider.only(), ""
            while text != call.reply:
                event = stream.next().json()
                text += event.get("text", "")
                right = event["type"] == "token" and call.reply.startswith(text)
                expect_that(right, f"{call.reply!r} token by token", got=event)
                if text != call.reply:
                    provider.until(call, "gated")
                    provider.release(request=call.id)
            last = stream.next().json()
        expect_that(last["type"] == "done" and last["complete"], "`done`, complete", got=last)
        tokens = last["answer"]["usage"]["input_tokens"]
        expect_that(tokens == call.usage["input_tokens"], "the provider's count in `done`", got=last)
        expect_that("left" in last["answer"]["context"], "the window in `done`", got=last)
        expect_that(talk.said() == ["What is SSE?", text], "question and answer, stored", got=talk.said())


@proves("S6-10")
def test_a_second_message_meanwhile_is_refused(app, provider):
    """While a message is answered, another to the same conversation is 409; other conversations go on."""
    provider.script(rule("gate", request=1, open=1))
    talk, other = begin(app), begin(app)
    with talk.stream("first") as stream:
        stream.next()
        call = provider.until(provider.only(), "gated")
        talk.say("second").expect_error(409, "conversation_busy")
        app.post(f"{talk.path}/messages/stream", json={"message": "third"}).expect_error(
            409, "conversation_busy"
        )
        other.say("Hello").expect(200)
        provider.release_all(request=call.id)
        read(stream)

    expect_that(
        talk.said() == ["first", call.reply], "the first message and its answer alone", got=talk.said()
    )
    talk.say("fourth").expect(200)
    expect_that(len(talk.said()) == 4, "a next message to be answered", got=talk.said())


@proves("S6-11")
def test_a_question_without_an_answer_is_not_stored(provider, start, users):
    """Whatever breaks an answer, before or after a token, leaves neither question nor answer."""
    faults = [
        rule("status", status=400),
        rule("truncate", after_tokens=2),
        rule("error_event", after_tokens=2),
        rule("cut", after_tokens=2),
    ]
    for fault in faults:
        provider.script(fault)
        talk = begin(start.shared(**SMALL).as_user(users.somebody()), model=OPENAI)
        reply = talk.say("plain")
        expect_that(reply.status >= 400, f"a failure ({fault['fault']})", got=reply.status)
        if fault["fault"]["kind"] != "status":
            with talk.stream("streamed") as stream:
                _, last = read(stream)
            expect_that(last["type"] == "error", "an `error` event at the end", got=last)
        expect_that(talk.said() == [], "nothing in the conversation", got=talk.said())
        provider.script()
        answer = talk.say("again").expect(200).field("content")
        expect_that(talk.said() == ["again", answer], "the next turn alone", got=talk.said())


@proves("S6-12")
def test_half_an_answer_is_kept_and_marked(app, provider):
    """A caller who leaves a stream leaves what came, marked; in the next turn the model sees the mark."""
    for fault in (rule("gate", request=1, open=3), rule("stall", request=1, after_tokens=3)):
        provider.reset()
        provider.script(fault)
        talk = begin(app, model=OPENAI)
        with talk.stream("What is a token?") as stream:
            begun = "".join(stream.next().json()["text"] for _ in range(3))
            call = provider.until(provider.only(), "tokens:3")
        ended = provider.until(call, "ended").ended
        expect_that(ended == "client_gone", "the call to the provider to be closed", got=ended)

        reply = until_free(talk, "Go on.").expect(200)
        question, half, *_ = talk.messages()
        expect_that(question["content"] == "What is a token?", "the question, stored", got=question)
        expect_that(
            half["content"] == begun and call.reply.startswith(begun), f"the beginning {begun!r}", got=half
        )
        expect_that(half["complete"] is False, "complete: false", got=half)
        told = sent(provider.requests()[-1])
        marked = told[1].startswith(begun) and told[1] != begun
        expect_that(marked, "the beginning, and a word that it was broken off, at the model", got=told)
        expect_that(reply.field("complete") is True, "a whole answer to the next message", got=reply.text)


def until_free(talk, message):
    """Send a message as soon as the turn before is over: when it is stored, not when we left."""
    deadline = time.monotonic() + 20
    while (reply := talk.say(message)).status == 409:
        expect_that(time.monotonic() < deadline, "the conversation to be free again", got=reply.text)
    return reply


@proves("S6-13")
def test_leaving_before_the_first_token_stores_nothing(app, provider):
    """A caller who leaves before a token, of a whole answer or a stream, leaves nothing and blocks nobody."""
    for path in ("messages", "messages/stream"):
        provider.reset()
        provider.script(rule("gate", request=1))
        talk = begin(app, model=OPENAI)
        caller = app.later.post(f"{talk.path}/{path}", json={"message": "Never mind."})
        call = provider.until(provider.wait(1)[0], "started")
        caller.cancel()
        ended = provider.until(call, "ended").ended
        expect_that(ended == "client_gone", "the call to the provider to be closed", got=ended)
        answer = until_free(talk, "Hello").expect(200).field("content")
        expect_that(talk.said() == ["Hello", answer], "the next turn alone", got=talk.said())


@proves("S6-14")
def test_a_key_replays_the_answer(app, provider):
    """A message again under its Idempotency-Key gives the same answer, plain or streamed; nobody is asked."""
    talk = begin(app)
    first = talk.say("Hello", key="k-1").expect(200, {"replayed": False})
    again = talk.say("Hello", key="k-1").expect(200, {"replayed": True})

    same = ("content", "turn_id", "answer", "conversation_cost_usd")
    for name in same:
        expect_that(again.field(name) == first.field(name), f"the same {name}", got=again.text)
    expect_that(
        again.headers.get("idempotency-replayed") == "true", "Idempotency-Replayed", got=again.headers
    )
    with talk.stream("Hello", key="k-1") as stream:
        text, last = read(stream)
    expect_that(text == first.field("content") and last["replayed"], "the same answer as a stream", got=last)
    expect_that(len(provider.requests()) == 1, "one request to the provider", got=len(provider.requests()))
    expect_that(len(talk.said()) == 2, "one turn in the conversation", got=talk.said())
    talk.say("Hello", key="k-2").expect(200, {"replayed": False})
    begin(app).say("Hello", key="k-1").expect(200, {"replayed": False})


@proves("S6-15")
def test_a_key_belongs_to_one_request(app, provider):
    """The same Idempotency-Key with another body is 409 idempotency_key_reused; nobody is asked."""
    talk = begin(app)
    talk.say("Hello", key="k").expect(200)
    talk.say("Bye", key="k").expect_error(409, "idempotency_key_reused")
    talk.say("Hello", key="k", max_tokens=5).expect_error(409, "idempotency_key_reused")
    path, body = f"{talk.path}/messages/stream", {"message": "Bye"}
    app.post(path, json=body, headers=headers("k")).expect_error(409, "idempotency_key_reused")
    talk.say("Hello", key="x" * 300).expect_error(422, "invalid_request")

    expect_that(len(provider.requests()) == 1, "one request to the provider", got=len(provider.requests()))
    talk.say("Bye").expect(200)


@proves("S6-16")
def test_the_same_key_at_once_asks_once(app, provider):
    """Of the same message under the same key at once one is asked; the others get 409, later its answer."""
    provider.script(rule("gate", request=1))
    talk = begin(app)
    first = talk.later("Hello", key="k")
    call = provider.until(provider.wait(1)[0], "gated")
    for _ in range(3):
        talk.say("Hello", key="k").expect_error(409, "conversation_busy")
    provider.release_all(request=call.id)
    content = first.reply().expect(200).field("content")

    talk.say("Hello", key="k").expect(200, {"content": content, "replayed": True})
    provider.only()
