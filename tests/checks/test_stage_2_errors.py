"""Stage 2: the table of errors, one box for each thing that can go wrong at the provider."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from course.checks import expect_that, proves, rule

CHAT = "/v1/chat"
HELLO = {"message": "Hello"}
NOWHERE = "http://127.0.0.1:9"  # the port of a service that nobody runs any more


def no_retries(start):
    return start.shared(PROVIDER_MAX_RETRIES="0", RETRY_ATTEMPTS="1", COOLDOWN_AFTER="1000")


def refused_once(app, provider, statuses, status, code):
    """Expect this error for each of the provider's statuses, after one try: another would change nothing."""
    for given in statuses:
        provider.reset()
        provider.script(rule("status", status=given))
        app.post(CHAT, json=HELLO).expect_error(status, code)
        tries = len(provider.requests())
        expect_that(tries == 1, f"one try when the provider says {given}", got=f"{tries} tries")


@proves("S2-10")
def test_no_key_is_said_clearly(start):
    """Without a key, or with an empty one, a chat is answered 503 provider_not_configured."""
    app = start.shared(ANTHROPIC_API_KEY=None, ANTHROPIC_AUTH_TOKEN="sk-sim-another-variable")

    app.post(CHAT, json=HELLO).expect_error(503, "provider_not_configured")


@proves("S2-11")
def test_a_refused_key_is_not_the_callers_fault(app, provider):
    """401 and 403 of the provider are 502 provider_auth: the caller's own credentials are not meant."""
    refused_once(app, provider, (401, 403), 502, "provider_auth")


@proves("S2-12")
def test_a_rejected_request_is_the_callers_fault(app, provider):
    """400 and 422 of the provider are 400 provider_rejected, and are not tried again."""
    refused_once(app, provider, (400, 422), 400, "provider_rejected")


@proves("S2-13")
def test_a_prompt_beyond_the_context_window(app, provider):
    """A prompt longer than the model's context window is 413 context_too_long."""
    app.post(CHAT, json={"message": "a " * 210_000}).expect_error(413, "context_too_long")
    refused_once(app, provider, (413,), 413, "context_too_long")


@proves("S2-14")
def test_an_unknown_model_is_a_matter_of_configuration(app, provider):
    """404 of the provider, for a model that the caller did not choose, is 503 provider_not_configured."""
    refused_once(app, provider, (404,), 503, "provider_not_configured")


@proves("S2-15")
def test_a_rate_limit_is_passed_on_with_its_wait(provider, start):
    """429 of the provider is 429 with its Retry-After, seconds or date; without one when it gave none."""
    app = no_retries(start)
    date = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    waits = {}
    for name, retry_after in {"seconds": 90, "date": date, "none": None}.items():
        provider.script(rule("status", status=429, retry_after=retry_after))
        reply = app.post(CHAT, json=HELLO).expect_error(429, "provider_rate_limited")
        waits[name] = reply.headers.get("retry-after")

    expect_that(waits["seconds"] == "90", "Retry-After: 90", got=waits["seconds"])
    as_given = waits["date"] == date or (str(waits["date"]).isdecimal() and 0 < int(waits["date"]) <= 3600)
    expect_that(as_given, f"Retry-After with the date {date}, or the seconds until then", got=waits["date"])
    expect_that(waits["none"] is None, "no Retry-After when the provider gave none", got=waits["none"])


@proves("S2-16")
def test_a_failing_provider_is_unavailable(provider, start):
    """500, 502 (with an HTML page), 503, 520 and 529 of the provider are 503 provider_unavailable."""
    app = no_retries(start)
    faults = [rule("status", status=status) for status in (500, 503, 520, 529)] + [rule("html", status=502)]
    for fault in faults:
        provider.script(fault)
        app.post(CHAT, json=HELLO).expect_error(503, "provider_unavailable")


@proves("S2-17")
def test_a_provider_that_cannot_be_reached(provider, start):
    """A refused connection, or one that is closed without a byte, is 502 provider_unreachable."""
    refused = start.shared(PROVIDER_MAX_RETRIES="0", ANTHROPIC_BASE_URL=NOWHERE)
    provider.script(rule("cut"))

    refused.post(CHAT, json=HELLO).expect_error(502, "provider_unreachable")
    no_retries(start).post(CHAT, json=HELLO).expect_error(502, "provider_unreachable")


@proves("S2-18")
def test_half_an_answer_is_no_answer(provider, start):
    """An answer that breaks off is 502 provider_truncated; JSON that just ends may be a bad response."""
    app = no_retries(start)
    provider.script(rule("cut", after_tokens=2))
    app.post(CHAT, json=HELLO).expect_error(502, "provider_truncated")

    provider.script(rule("truncate", after_tokens=2))
    reply = app.post(CHAT, json=HELLO).expect(502)
    code = reply.field("error.code")
    expect_that(code in {"provider_truncated", "provider_bad_response"}, "a code that says so", got=code)


@proves("S2-19")
def test_what_is_not_a_completion_is_not_passed_on(provider, start):
    """A 200 with an HTML page or with broken JSON is 502 provider_bad_response."""
    app = no_retries(start)
    for fault in (rule("html", status=200), rule("invalid_json")):
        provider.script(fault)
        app.post(CHAT, json=HELLO).expect_error(502, "provider_bad_response")


@proves("S2-20")
def test_a_silent_provider_is_given_up(provider, start):
    """No answer in PROVIDER_TIMEOUT, all tries together, is 504 provider_timeout, and the call is closed."""
    app = start.shared(PROVIDER_TIMEOUT="0.5")  # with retries: the time is for all of them together
    provider.script(rule("hang"))

    tries = 0
    while not (calls := provider.requests()) and tries < 5:
        tries += 1  # a busy machine may need its first half second to get the request on its way
        app.post(CHAT, json=HELLO).expect_error(504, "provider_timeout")

    expect_that(calls, "a request to the provider", got="none")
    expect_that(len(calls) <= tries, "one try that takes all the time", got=f"{len(calls)} tries")
    call = provider.until(calls[-1], "ended")
    expect_that(call.ended == "client_gone", "the call to the provider to be closed", got=call.ended)


@proves("S2-21")
def test_passing_failures_are_retried_a_few_times(app, provider, start):
    """A failure that passes is retried; one that lasts PROVIDER_MAX_RETRIES times, 2 by default."""
    provider.script(
        rule("status", status=529, retry_after=0.01, request=1),
        rule("status", status=429, retry_after=0.01, request=2),
    )
    app.post(CHAT, json=HELLO).expect(200)
    expect_that(
        len(provider.requests()) == 3, "an answer at the third try", got=f"{len(provider.requests())} tries"
    )

    for service, tries in ((app, 3), (no_retries(start), 1)):
        provider.reset()
        provider.script(rule("status", status=529, retry_after=0.01))
        service.post(CHAT, json=HELLO).expect_error(503, "provider_unavailable")
        seen = len(provider.requests())
        expect_that(
            seen == tries, f"{tries} tries with PROVIDER_MAX_RETRIES={tries - 1}", got=f"{seen} tries"
        )


@proves("S2-22")
def test_a_long_wait_is_left_to_the_caller(app, provider):
    """A Retry-After beyond PROVIDER_TIMEOUT is not slept on: the caller gets it at once, after one try."""
    provider.script(rule("status", status=429, retry_after=3600))

    reply = app.post(CHAT, json=HELLO).expect_error(429, "provider_rate_limited")

    expect_that(
        reply.headers.get("retry-after") == "3600", "Retry-After: 3600", got=reply.headers.get("retry-after")
    )
    expect_that(len(provider.requests()) == 1, "one try", got=f"{len(provider.requests())} tries")
