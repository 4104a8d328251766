"""Stage 3: on what another model is asked and on what not, each cause as the providers saw it."""

import time

from course.checks import expect_that, proves, rule

CHAT = "/v1/chat"
NOWHERE = "http://127.0.0.1:9"  # the port of a service that nobody runs any more
LLAMA, MISTRAL = "meta-llama/llama-3.3-70b-instruct", "mistralai/mistral-small-3.2-24b-instruct"
PATIENCE = 10.0  # seconds
# An instance costs seconds, most of them LiteLLM's import, so one serves as many checks as it can.
FRAGILE = {  # S3-01, and S3-08 with the provider that is left
    "ANTHROPIC_BASE_URL": NOWHERE,
    "OPENAI_BASE_URL": f"{NOWHERE}/v1",
    "COOLDOWN_AFTER": "2",
    "COOLDOWN_SECONDS": "2",
}
TIMED = {  # S3-02 and S3-10: one attempt fits into the whole, two do not; and S4-11 and S4-18
    "RETRY_ATTEMPTS": "1",
    "COOLDOWN_AFTER": "1000",
    "PROVIDER_TIMEOUT": "4",
    "PROVIDER_ATTEMPT_TIMEOUT": "2.1",
    "STREAM_KEEPALIVE": "0.1",
}
ONLY_OPENAI = {  # S3-09; and P3-07 and S3-13, which want nothing of the model that then rests
    "ANTHROPIC_API_KEY": None,
    "OPENROUTER_API_KEY": None,
    "COOLDOWN_AFTER": "1",
    "COOLDOWN_SECONDS": "600",
}


def never_resting(start):
    """Return an instance whose models may fail as often as they like: that of stage 2's carried checks."""
    return start.shared(PROVIDER_MAX_RETRIES="0", RETRY_ATTEMPTS="1", COOLDOWN_AFTER="1000")


def asked(provider):
    return [entry.vendor for entry in provider.requests()]


def falls_back(app, provider, **fault):
    """Expect that this fault of any provider leads to the next model, after exactly one try."""
    for vendors in (["anthropic"], ["anthropic", "openai"]):
        provider.reset()
        provider.script(*(rule(**fault, vendor=vendor) for vendor in vendors))
        reply = app.post(CHAT, json={"message": "Hello", "model": "chat"})
        answered = ["anthropic", "openai", "openrouter"][len(vendors)]
        expect_that(
            asked(provider) == [*vendors, answered], f"one try each, then {answered}", got=asked(provider)
        )
        reply.expect(200, {"provider": answered})
    provider.reset()
    provider.script(rule(**fault, model=LLAMA))
    app.post(CHAT, json={"message": "Hello", "model": "open"}).expect(200, {"model": MISTRAL})
    models = [entry.model for entry in provider.requests()]
    expect_that(models == [LLAMA, MISTRAL], f"one try of {LLAMA}, then {MISTRAL}", got=models)


@proves("S3-01")
def test_a_refused_connection(provider, start):
    """A refused connection, or one closed without a byte, is followed by the next; alone it is 502."""
    app = start.shared(**FRAGILE)

    app.post(CHAT, json={"message": "Hello"}).expect(200, {"provider": "openrouter"})
    for model in ("anthropic/claude-haiku-4-5", "openai/gpt-4.1-mini"):
        error = app.post(CHAT, json={"message": "Hello", "model": model})
        error.expect_error(502, "provider_unreachable")
    expect_that(asked(provider) == ["openrouter"], "only openrouter to be there", got=asked(provider))

    falls_back(never_resting(start), provider, kind="cut")


@proves("S3-02")
def test_a_silent_provider(provider, start):
    """A provider that is silent for PROVIDER_ATTEMPT_TIMEOUT is given up, its call closed, the next asked."""
    app = start.shared(**TIMED)

    for alias, silent, answering in (
        ("chat", "anthropic", "openai"),
        ("long", "openai", "anthropic"),
        ("open", "openrouter", "openrouter"),
    ):
        want = [silent, answering]
        for _ in range(3):  # a busy machine may need an attempt's time for what is not silent at all
            provider.reset()
            provider.script(rule("hang", request=1))
            reply = app.post(CHAT, json={"message": "Hello", "model": alias})
            if asked(provider) == want:
                break
        expect_that(asked(provider) == want, f"one try each: {', '.join(want)}", got=asked(provider))
        reply.expect(200, {"provider": answering})
        given_up = provider.until(provider.requests()[0], "ended")
        expect_that(given_up.ended == "client_gone", "the call to be closed", got=given_up.ended)


@proves("S3-03")
def test_what_only_an_operator_can_mend(provider, start):
    """401, 403 and 404 of a provider: a bad key or a wrong model of one is no reason not to ask the next."""
    app = never_resting(start)
    for status in (401, 403, 404):
        falls_back(app, provider, kind="status", status=status)


@proves("S3-04")
def test_limits_and_failures(provider, start):
    """429, 500, 502 with an HTML page, 503 and 529 of a provider are followed by the next, without a wait."""
    app = never_resting(start)
    for status in (429, 500, 503, 529):
        falls_back(app, provider, kind="status", status=status, retry_after=30)
    falls_back(app, provider, kind="html", status=502)


@proves("S3-05")
def test_what_is_no_answer(provider, start):
    """HTML or broken JSON with status 200, and an answer that breaks off, are followed by the next."""
    app = never_resting(start)
    for fault in (
        {"kind": "html", "status": 200},
        {"kind": "invalid_json"},
        {"kind": "cut", "after_tokens": 2},
        {"kind": "truncate", "after_tokens": 2},
    ):
        falls_back(app, provider, **fault)


@proves("S3-06")
def test_an_invalid_request_is_not_sent_on(provider, start):
    """A request that a provider calls invalid (400, 422) is the caller's 400; nobody else is asked."""
    app = never_resting(start)
    for status in (400, 422):
        for model, vendor in (
            ("chat", "anthropic"),
            ("open", "openrouter"),
            ("openai/gpt-4.1-mini", "openai"),
        ):
            provider.reset()
            provider.script(rule("status", status=status))
            app.post(CHAT, json={"message": "Hello", "model": model}).expect_error(400, "provider_rejected")
            expect_that(asked(provider) == [vendor], f"only {vendor} to be asked", got=asked(provider))


def prompt(tokens):
    return "a " * tokens


@proves("S3-07")
def test_too_long_a_prompt_goes_to_a_larger_model(provider, start):
    """Too long for one model goes to the next with a larger window, and only there; for all it is 413."""
    app = never_resting(start)
    larger = app.post(CHAT, json={"message": prompt(150_000), "model": "long"})
    larger.expect(200, {"model": "claude-haiku-4-5"})
    largest = app.post(CHAT, json={"message": prompt(250_000), "model": "long"})
    largest.expect(200, {"model": "gpt-4.1-mini"})
    for model in ("long", "openai/gpt-4o-mini", "openrouter/" + LLAMA):
        too_long = app.post(CHAT, json={"message": prompt(450_000), "model": model})
        too_long.expect_error(413, "context_too_long")

    provider.reset()
    provider.script(rule("status", vendor="openai", status=503))
    app.post(CHAT, json={"message": prompt(250_000), "model": "chat"}).expect_error(
        503, "provider_unavailable"
    )
    expect_that(
        asked(provider) == ["anthropic", "openai"], "the smaller model not to be asked", got=asked(provider)
    )


@proves("S3-08")
def test_a_provider_that_keeps_failing_is_left_alone_for_a_while(provider, start):
    """After COOLDOWN_AFTER failures a model is passed over for COOLDOWN_SECONDS, and then asked again."""
    app = start.shared(**FRAGILE)
    provider.script(rule("invalid_json", model=LLAMA, request=1), rule("status", model=LLAMA, status=403))
    for _ in range(2):
        app.post(CHAT, json={"message": "Hello", "model": "open"}).expect(200, {"model": MISTRAL})

    provider.reset()
    app.post(CHAT, json={"message": "Hello", "model": "open"}).expect(200, {"model": MISTRAL})
    models = [entry.model for entry in provider.requests()]
    expect_that(models == [MISTRAL], f"{LLAMA} not to be asked", got=models)

    deadline = time.monotonic() + PATIENCE
    while LLAMA not in models and time.monotonic() < deadline:
        app.post(CHAT, json={"message": "Are you back?", "model": "open"}).expect(200)
        models = [entry.model for entry in provider.requests()]
    expect_that(LLAMA in models, f"{LLAMA} to be asked again, two seconds later")


@proves("S3-09")
def test_a_resting_model_says_why(provider, start):
    """When all that could answer are resting, nobody is asked: the same error as before, with Retry-After."""
    app = start.shared(**ONLY_OPENAI)
    provider.script(rule("status", status=401))
    question = {"message": "Hello", "model": "openai/gpt-4.1-mini"}
    app.post(CHAT, json=question).expect_error(502, "provider_auth")
    provider.reset()

    reply = app.post(CHAT, json=question).expect_error(502, "provider_auth")

    expect_that(not provider.requests(), "nobody to be asked", got=asked(provider))
    wait = str(reply.headers.get("retry-after"))
    expect_that(wait.isdecimal() and 0 < int(wait) <= 600, "Retry-After with the seconds left", got=wait)


@proves("S3-10")
def test_one_deadline_for_all_attempts(provider, start):
    """PROVIDER_TIMEOUT holds for all attempts together: when it is over, no other model is asked."""
    app = start.shared(**TIMED)
    provider.script(rule("hang"))

    app.post(CHAT, json={"message": "Hello"}).expect_error(504, "provider_timeout")

    expect_that("openrouter" not in asked(provider), "no third attempt", got=asked(provider))
    expect_that(asked(provider)[:1] == ["anthropic"], "a first attempt", got=asked(provider))
    calls = [provider.until(call, "ended") for call in provider.requests()]
    expect_that(all(call.ended == "client_gone" for call in calls), "all calls to be closed", got=calls)


@proves("S3-11")
def test_when_all_fail_the_error_says_who_and_why(provider, start):
    """When all fail, the error names each model with its reason, and has the status that says most."""
    app = never_resting(start)
    secret = f"{provider.key} rosebud"
    provider.script(
        rule("status", vendor="anthropic", status=401, message=secret),
        rule("status", vendor="openai", status=503, message=secret, retry_after=2),
        rule("html", vendor="openrouter", status=200),
    )

    mixed = app.post(CHAT, json={"message": "rosebud"}).expect_error(503, "provider_unavailable")

    said = mixed.field("error.message")
    for model, code in (
        ("anthropic/claude-haiku-4-5", "provider_auth"),
        ("openai/gpt-4.1-mini", "provider_unavailable"),
        (f"openrouter/{LLAMA}", "provider_bad_response"),
    ):
        expect_that(f"{model}: {code}" in said, f"{model}: {code} in the message", got=said)
    for word in secret.split():
        expect_that(word not in mixed.text, "none of the providers' words", got=mixed.text)
    expect_that("retry-after" not in mixed.headers, "no Retry-After: not all gave one", got=mixed.headers)

    provider.script(
        *(
            rule("status", vendor=vendor, status=429, retry_after=wait)
            for vendor, wait in (("anthropic", 3), ("openai", 1), ("openrouter", 2))
        )
    )
    limited = app.post(CHAT, json={"message": "rosebud"}).expect_error(429, "provider_rate_limited")
    wait = limited.headers.get("retry-after")
    expect_that(wait == "1", "Retry-After: 1, when the first of them can be asked again", got=wait)
