"""Stage 5: probes, other origins, headers, and compression that leaves streams alone."""

from stage_5 import CHAT, HELLO, LIMITS, MODELS, STREAM

from course.checks import DoesNotStart, expect_that, proves, rule

OURS = "https://chat.example"


@proves("S5-26")
def test_probes_cost_nothing(start, provider, redis):
    """/health and /ready ask no provider; /health does not even need Redis, and limits do not count them."""
    app = start()  # one that has not looked yet: what it found holds for a while
    for path in ("/health", "/ready", "/metrics"):
        for _ in range(5):
            reply = app.anonymous.get(path).expect(200)
            expect_that(
                "x-ratelimit-limit" not in reply.headers, "no limit on probes", got=str(reply.headers)
            )
    expect_that(not provider.requests(), "no call to a provider", got=provider.requests())
    expect_that(redis.keys() == [], "nothing in Redis", got=redis.keys())

    redis.pause()

    app.anonymous.get("/health").expect(200, {"status": "ok"})
    app.anonymous.get("/ready").expect(200)


@proves("S5-27")
def test_only_known_origins_may_read(app, start):
    """CORS_ORIGINS may read answers, errors included, and no other; without the setting, nobody may."""
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    ours = start.shared(**LIMITS)
    for asking, origin, allowed in (
        (ours, OURS, OURS),
        (ours, "https://evil.example", None),
        (ours, "https://chat.example.evil.example", None),
        (app, OURS, None),
    ):
        headers = {"origin": origin}
        before = asking.anonymous.request("OPTIONS", CHAT, headers=headers | asked)
        refused = asking.anonymous.post(CHAT, json=HELLO, headers=headers).expect(401)
        listed = asking.get(MODELS, headers=headers).expect(200)
        for reply in (before, refused, listed):
            said = reply.headers.get("access-control-allow-origin")
            expect_that(said == allowed, f"access-control-allow-origin: {allowed} for {origin}", got=said)
        expect_that(
            (before.status == 200) is bool(allowed), "a preflight that says the same", got=before.status
        )
    shown = listed_headers(ours)
    wanted = {"x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "retry-after"}
    expect_that(wanted <= shown, f"{', '.join(sorted(wanted))} to be readable", got=shown)


def listed_headers(app):
    reply = app.get("/health", headers={"origin": OURS}).expect(200)
    listed = reply.headers.get("access-control-expose-headers", "")
    return {name.strip().lower() for name in listed.split(",")}


@proves("S5-28", targets=("process",))
def test_every_origin_and_credentials_do_not_go_together(start):
    """CORS_ORIGINS=* with CORS_CREDENTIALS=true does not start: one line says why."""
    try:
        start(CORS_ORIGINS="*", CORS_CREDENTIALS="true")
    except DoesNotStart as fault:
        said = fault.log
    else:
        said = "it started"
    lines = [line for line in said.splitlines() if "CORS_ORIGINS" in line]
    clear = len(lines) == 1 and lines[0].startswith("CORS_ORIGINS:")
    expect_that(clear, "one line CORS_ORIGINS: …", got=said)
    expect_that("Traceback" not in said, "no traceback", got=said)


@proves("S5-29")
def test_compression_leaves_streams_alone(app, provider):
    """A long answer is compressed for who takes it; a stream never is, and comes token by token."""
    takes = {"accept-encoding": "gzip"}
    reply = app.get("/openapi.json", headers=takes).expect(200)
    packed = reply.headers.get("content-encoding")
    expect_that(packed == "gzip", "content-encoding: gzip of a long answer", got=packed)
    plain = app.get("/openapi.json").expect(200)
    expect_that("content-encoding" not in plain.headers, "none for who does not ask", got=str(plain.headers))
    expect_that("accept-encoding" in reply.headers.get("vary", "").lower(), "vary: accept-encoding")

    provider.script(rule("gate", open=1))
    with app.stream("POST", STREAM, json=HELLO, headers=takes) as stream:
        expect_that("content-encoding" not in stream.headers, "a stream as it is", got=str(stream.headers))
        stream.next()
        provider.until(provider.only(), "gated")
        provider.release()
        stream.next()


@proves("S5-30")
def test_the_page_is_told_to_trust_nobody_else(app):
    """The page's headers keep foreign scripts, frames and sniffing away."""
    reply = app.anonymous.get("/").expect(200)
    policy = reply.headers.get("content-security-policy", "")
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())
    sources = rules.get("script-src", rules.get("default-src", "*"))
    strict = "'self'" in sources and "unsafe" not in sources and "*" not in sources and "http" not in sources
    expect_that(strict, "scripts from 'self' and nowhere else in content-security-policy", got=policy)
    framed = rules.get("frame-ancestors") == "'none'" or reply.headers.get("x-frame-options") == "DENY"
    expect_that(framed, "no frames of other pages", got=str(reply.headers))
    sniffed = reply.headers.get("x-content-type-options")
    expect_that(sniffed == "nosniff", "x-content-type-options: nosniff", got=sniffed)
    expect_that("referrer-policy" in reply.headers, "a referrer-policy", got=str(reply.headers))
