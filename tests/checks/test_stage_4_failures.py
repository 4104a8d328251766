"""Stage 4: every way in which a stream fails, and what the client hears of it."""

import contextlib

from course.checks import AppFault, expect_that, proves, rule

STREAM = "/v1/chat/stream"
MODELS = {
    "anthropic": "anthropic/claude-haiku-4-5",
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
# Each set of settings is one instance, whichever check asks for it; RETRY_ATTEMPTS is stage 5's.
PATIENT = {"PROVIDER_MAX_RETRIES": "0", "RETRY_ATTEMPTS": "1", "COOLDOWN_AFTER": "1000"}
HURRIED = PATIENT | {"PROVIDER_IDLE_TIMEOUT": "0.5", "PROVIDER_FIRST_TOKEN_TIMEOUT": "1.5"}
LIMITED = PATIENT | {"PROVIDER_TIMEOUT": "4", "STREAM_KEEPALIVE": "0.1"}
BEFORE = [  # a fault before the first token, and the status and code that it becomes
    (rule("status", status=400), 400, "provider_rejected"),
    (rule("status", status=401), 502, "provider_auth"),
    (rule("status", status=404), 503, "provider_not_configured"),
    (rule("status", status=429, retry_after=7), 429, "provider_rate_limited"),
    (rule("status", status=529), 503, "provider_unavailable"),
    (rule("html", status=502), 503, "provider_unavailable"),
    (rule("error_event", after_tokens=0), 503, "provider_unavailable"),
    (rule("cut"), 502, "provider_unreachable"),
    (rule("cut", after_tokens=0), 502, None),
    (rule("truncate", after_tokens=0), 502, None),
    (rule("html", status=200), 502, None),
]
BROKEN_OFF = {"provider_truncated", "provider_bad_response", "provider_unreachable"}


def ask(model, message="Hello"):
    return {"message": message, "model": model}


def read(stream):
    """Return the text of a stream's tokens and the data of its last event."""
    events = [event.json() for event in stream]
    expect_that(events, "events", got="a stream without any")
    return "".join(event.get("text", "") for event in events[:-1]), events[-1]


def fails_with(app, provider, model, *codes):
    """Expect a stream that brings the tokens there are, and then an error event with one of these codes."""
    with app.stream("POST", STREAM, json=ask(model)) as stream:
        text, last = read(stream)
    sent = provider.requests()[-1].reply
    expect_that(text and sent.startswith(text) and text != sent, f"the beginning of {sent!r}", got=text)
    expect_that(last["type"] == "error", "an `error` event at the end", got=last)
    expect_that(last["error"]["code"] in codes, f"the code {' or '.join(codes)}", got=last)


@proves("S4-06")
def test_a_failure_before_the_first_token_is_a_status(provider, start):
    """Whatever fails before a token, at any provider, is an HTTP status with the envelope, and no stream."""
    app = start.shared(**PATIENT)
    for model in MODELS.values():
        for fault, status, code in BEFORE:
            provider.script(fault)
            reply = app.post(STREAM, json=ask(model)).expect(status)
            said = reply.field("error.code")
            right = said == code if code else said in BROKEN_OFF
            expect_that(right, f"the code {code or ' or '.join(sorted(BROKEN_OFF))}", got=said)
            reply.expect_error(status, said)
            if status == 429:
                expect_that(reply.headers.get("retry-after") == "7", "Retry-After: 7", got=str(reply.headers))


@proves("S4-07")
def test_an_error_event_of_the_provider_is_passed_on_as_ours(provider, start):
    """A provider's own error event after a token is an `error` event with the code provider_unavailable."""
    app = start.shared(**PATIENT)
    for model in MODELS.values():
        provider.script(rule("error_event", after_tokens=3))
        fails_with(app, provider, model, "provider_unavailable")


@proves("S4-08")
def test_an_answer_that_breaks_off_is_not_an_answer(provider, start):
    """A stream that is cut, or ends without its terminator, is an `error` event, whatever the provider."""
    app = start.shared(**PATIENT)
    for model in MODELS.values():
        for fault in (rule("cut", after_tokens=3), rule("truncate", after_tokens=3)):
            provider.script(fault)
            fails_with(app, provider, model, *BROKEN_OFF)


@proves("S4-09")
def test_a_silence_in_the_stream_has_an_end(provider, start):
    """A provider that stops after a token is given up after PROVIDER_IDLE_TIMEOUT, and its call is closed."""
    app = start.shared(**HURRIED)
    for model in MODELS.values():
        provider.script(rule("stall", after_tokens=3))
        fails_with(app, provider, model, "provider_timeout")
        closed(provider, provider.requests()[-1])


@proves("S4-10")
def test_a_first_token_that_does_not_come_is_a_status(provider, start):
    """Without a token in PROVIDER_FIRST_TOKEN_TIMEOUT the answer is 504, and the call is closed."""
    app = start.shared(**HURRIED)
    for model in MODELS.values():
        for fault in (rule("hang"), rule("stall", after_tokens=0)):
            provider.reset()
            provider.script(fault)
            for _ in range(5):  # a busy machine may need its first half second to get the request on its way
                app.post(STREAM, json=ask(model)).expect_error(504, "provider_timeout")
                if provider.requests():
                    break
            closed(provider, provider.requests()[-1])


@proves("S4-11")
def test_a_stream_as_a_whole_has_an_end(provider, start):
    """A stream that is never silent for long, and never done, is given up after PROVIDER_TIMEOUT."""
    app = start.shared(**LIMITED)
    provider.script(rule("gate", open=1))
    question = ask(MODELS["anthropic"], "Write about 1500 words.") | {"max_tokens": 10_000}
    with app.stream("POST", STREAM, json=question) as stream:
        call, last = provider.only(), stream.next().json()
        while last["type"] == "token":
            with contextlib.suppress(AppFault):  # the app may just have closed the call
                provider.release(tokens=2, request=call.id)
            last = stream.next().json()

    expect_that(last["type"] == "error", "an `error` event before the answer is complete", got=last)
    expect_that(last["error"]["code"] == "provider_timeout", "the code provider_timeout", got=last)
    closed(provider, call)


def closed(provider, call):
    """Expect the app to have closed a call that was going on."""
    ended = provider.until(call, "ended").ended
    expect_that(ended == "client_gone", "the call to the provider to be closed", got=ended)


@proves("S4-12")
def test_another_provider_is_asked_before_the_first_token(provider, start):
    """Whatever fails before a token, the next model streams, and `done` says so; nobody is asked twice."""
    app = start.shared(**PATIENT)
    for fault in (fault for fault, status, _ in BEFORE if status != 400):
        provider.reset()
        provider.script({"vendor": "anthropic", **fault})
        with app.stream("POST", STREAM, json={"message": "Hello"}) as stream:
            text, last = read(stream)
        calls = provider.requests()
        vendors = [call.vendor for call in calls]
        expect_that(
            vendors == ["anthropic", "openai"],
            f"anthropic and then openai to be asked ({fault})",
            got=vendors,
        )
        expect_that(text == calls[-1].reply, f"openai's answer {calls[-1].reply!r}", got=text)
        told = (last["type"], last.get("provider"), last.get("fallback_used"))
        expect_that(told == ("done", "openai", True), "`done` from openai, as a fallback", got=last)


@proves("S4-13")
def test_nobody_else_is_asked_after_the_first_token(provider, start):
    """After a token no other model is asked: the stream ends with an error, and one call was made."""
    app = start.shared(**PATIENT)
    provider.script(rule("error_event", after_tokens=1))

    with app.stream("POST", STREAM, json={"message": "Hello"}) as stream:
        text, last = read(stream)

    call = provider.only()
    expect_that(text and call.reply.startswith(text), f"only the beginning of {call.reply!r}", got=text)
    expect_that(last["type"] == "error", "an `error` event", got=last)
