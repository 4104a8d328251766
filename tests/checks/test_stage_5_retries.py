"""Stage 5: what is not tried again, how long is waited, and when it is given up."""

from itertools import pairwise

from stage_5 import CHAT, HAIKU, HELLO, LIMITS, RETRIES, STREAM, lines_of, read

from course.checks import expect_that, proves, rule

EACH = {  # a model that nobody stands in for, of each provider
    "anthropic": HAIKU,
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
LLAMA = EACH["openrouter"]


@proves("S5-16")
def test_what_waiting_cannot_mend_is_not_tried_again(provider, start):
    """A rejected request, a refused key and a stream that has begun are one call each, to every provider."""
    app = start.shared(**RETRIES)
    for model in EACH.values():
        for status, code in ((400, 400), (401, 502), (403, 502)):
            provider.reset()
            provider.script(rule("status", status=status))
            app.post(CHAT, json=HELLO | {"model": model}).expect(code)
            calls = [call.line for call in provider.requests()]
            expect_that(len(calls) == 1, f"one call for a {status} of {model}", got=calls)
        for fault in (rule("error_event", after_tokens=1), rule("cut", after_tokens=1)):
            provider.reset()
            provider.script(fault)
            with app.stream("POST", STREAM, json=HELLO | {"model": model}) as stream:
                _, last = read(stream)
            expect_that(last["type"] == "error", "an `error` event", got=last)
            calls = [call.line for call in provider.requests()]
            expect_that(len(calls) == 1, f"one call for a stream of {model} that broke", got=calls)


@proves("S5-17")
def test_a_provider_that_says_when_is_asked_then(provider, start):
    """A Retry-After is waited for, up to RETRY_LONGEST_WAIT; a longer one is the caller's, at once."""
    app = start.shared(**RETRIES)
    provider.script(rule("status", status=429, retry_after=1, request=1))
    app.post(CHAT, json=HELLO | {"model": HAIKU}).expect(200)
    times = [call.received_at for call in provider.requests()]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    expect_that(len(gaps) == 1 and gaps[0] >= 1, "a second attempt after 1 s, and not before", got=gaps)

    for path, seconds in ((CHAT, 3), (CHAT, 60), (STREAM, 60)):
        provider.reset()
        provider.script(rule("status", status=429, retry_after=seconds))
        reply = app.post(path, json=HELLO | {"model": HAIKU}).expect_error(429, "provider_rate_limited")
        expect_that(
            reply.headers.get("retry-after") == str(seconds),
            f"retry-after: {seconds}",
            got=str(reply.headers),
        )
        calls = [call.line for call in provider.requests()]
        expect_that(len(calls) == 1, "one call, when the wait would be too long", got=calls)


@proves("S5-18")
def test_the_deadline_wins(provider, start):
    """All attempts and all waits together end with PROVIDER_TIMEOUT, however many were still to come."""
    app = start.shared(**RETRIES)
    provider.script(rule("status", status=503, retry_after=2))

    before = len(app.log())
    reply = app.post(CHAT, json=HELLO | {"model": HAIKU}, timeout=30)

    times = [call.received_at for call in provider.requests()]
    within = [time - times[0] for time in times]
    expect_that(1 < len(times) < 4, "an attempt every 2 s for less than 5 s: two or three", got=within)
    expect_that(reply.status in {503, 504}, "503 or 504", got=reply.status)
    waits = [line for line in lines_of(app.log()[before:]) if "wait_seconds" in line]
    expect_that(len(waits) == len(times) - 1, "no wait that ends after the deadline", got=waits)


@proves("S5-19")
def test_nothing_multiplies_the_attempts(provider, start):
    """A provider that keeps failing is asked RETRY_ATTEMPTS times, and no hidden layer adds to that."""
    app = start.shared(**RETRIES)
    for fault in (rule("status", status=500), rule("status", status=529), rule("cut")):
        for vendor, model in EACH.items():
            provider.reset()
            provider.script(fault)
            app.post(CHAT, json=HELLO | {"model": model})
            calls = [call.line for call in provider.requests()]
            expect_that(len(calls) == 4, f"four calls to {vendor} ({fault['fault']})", got=calls)


@proves("S5-20")
def test_a_model_that_keeps_failing_is_left_alone(provider, start):
    """After COOLDOWN_AFTER failures nobody asks it for COOLDOWN_SECONDS; /ready and /metrics say so."""
    app = start.shared(**LIMITS)
    provider.script(rule("status", status=503))
    for _ in range(2):
        app.post(CHAT, json=HELLO | {"model": LLAMA}).expect_error(503, "provider_unavailable")

    provider.only()
    seconds = app.get("/ready").expect(200).json().get("resting", {}).get(LLAMA, 0)
    expect_that(0 < seconds <= 600, f"{LLAMA} among `resting`, with its seconds", got=seconds)
    lines = app.get("/metrics").expect(200).text.splitlines()
    found = [line for line in lines if line.startswith("llm_circuit_open") and LLAMA in line]
    right = len(found) == 1 and float(found[0].rpartition(" ")[2]) == 1
    expect_that(right, f'llm_circuit_open{{model="{LLAMA}"}} 1', got=found)
