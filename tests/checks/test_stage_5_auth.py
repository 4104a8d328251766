"""Stage 5: which tokens and keys open the door, and every kind that must not."""

import time

from stage_5 import CHAT, HELLO, LOGIN, MODELS, REFRESH, STREAM, USAGE, log_in, nothing_was_sent

from course.checks import DoesNotStart, expect_that, proves
from course.tokens import altered, claims_of, signed

HOUR = 3600


def tokens_of(app, user, **more):
    """Return the access and the refresh token of a login."""
    reply = log_in(app, user, **more).expect(200)
    return reply.field("access_token"), reply.field("refresh_token")


def refresh(app, token):
    return app.anonymous.post(REFRESH, json={"refresh_token": token})


def refused(app, tokens):
    """Expect each of these tokens, by what is wrong with it, to be refused."""
    said = set()
    for name, token in tokens.items():
        reply = app.bearing(token).post(CHAT, json=HELLO)
        expect_that(reply.status == 401, f"401 for a token that is {name}", got=reply.status)
        said.add(reply.expect_error(401, "unauthenticated").field("error.message"))
    expect_that(len(said) == 1, "the same message whatever is wrong", got=said)


@proves("S5-01")
def test_a_forged_token_is_refused(app, provider, users):
    """Tampered with, of another key, of another algorithm, or signed by nobody: all are 401."""
    token, _ = tokens_of(app, users.somebody())
    claims, secret = claims_of(token), app.env["JWT_SECRET"]
    app.bearing(signed(claims, secret)).post(CHAT, json=HELLO).expect(200)
    provider.reset()

    head, payload, signature = token.split(".")
    forged = {
        "tampered with": altered(token, tier="premium", role="admin"),
        "of another key": signed(claims, "another-secret-of-more-than-32-bytes"),
        "of an empty key": signed(claims, ""),
        "signed by nobody": signed(claims, "", "none"),
        "without a signature": f"{head}.{payload}.",
        "cut short": f"{head}.{payload}.{signature[:-4]}",
        "of HS384": signed(claims, secret, "HS384"),
        "of HS512": signed(claims, secret, "HS512"),
        "garbage": "abc.def.ghi",
    }
    refused(app, forged)

    nothing_was_sent(provider)


@proves("S5-02")
def test_a_token_is_of_its_time_and_for_this_service(app, provider, users):
    """Expired, not yet valid, of another issuer, for another audience, or lacking a claim: all are 401."""
    token, _ = tokens_of(app, users.somebody())
    claims, secret, now = claims_of(token), app.env["JWT_SECRET"], int(time.time())
    wrong = {
        "expired": {"exp": now - 1, "iat": now - HOUR, "nbf": now - HOUR},
        "not yet valid": {"nbf": now + HOUR},
        "of another issuer": {"iss": "somebody-else"},
        "for another audience": {"aud": "another-service"},
        "for several audiences": {"aud": ["another-service"]},
    }
    tokens = {name: signed(claims | changes, secret) for name, changes in wrong.items()}
    for missing in ("exp", "nbf", "iat", "iss", "aud", "sub", "jti", "type"):
        rest = {name: value for name, value in claims.items() if name != missing}
        tokens[f"without {missing}"] = signed(rest, secret)

    refused(app, tokens)

    nothing_was_sent(provider)


@proves("S5-03")
def test_a_refresh_token_works_once(app, users):
    """It opens nothing but /refresh, and once; used again, the whole login it came from is over."""
    access, first = tokens_of(app, users.somebody())
    refused(app, {"a refresh token": first})
    refresh(app, access).expect_error(401, "unauthenticated")

    pair = refresh(app, first).expect(200, {"token_type": "bearer"})
    second = pair.field("refresh_token")
    app.bearing(pair.field("access_token")).post(CHAT, json=HELLO).expect(200)
    third = refresh(app, second).expect(200).field("refresh_token")
    expect_that(len({first, second, third}) == 3, "a new refresh token each time", got="the same again")

    refresh(app, second).expect_error(401, "unauthenticated")
    refresh(app, third).expect_error(401, "unauthenticated")
    _, other = tokens_of(app, users.somebody())
    refresh(app, other).expect(200)
    for wrong in ("abc", signed(claims_of(other), "another-secret-of-more-than-32-bytes")):
        refresh(app, wrong).expect_error(401, "unauthenticated")


@proves("S5-04")
def test_a_key_works_until_it_is_revoked(app, provider, users):
    """A key is taken as X-API-Key or as Bearer; the request after its revocation is 401, and others live."""
    user = users.somebody()
    key, other = users.new_key(user), users.new_key(user)
    ways = (app.as_user(key), app.bearing(key.text))
    for asking in ways:
        asking.post(CHAT, json=HELLO).expect(200)
        asking.get(USAGE).expect(200, {"user": user.name})
    token, _ = tokens_of(app, users.somebody())
    both = {"authorization": f"Bearer {token}"}
    app.as_user(key).get(USAGE, headers=both).expect(200, {"user": user.name})
    provider.reset()

    users.revoke(key)

    for asking in ways:
        asking.post(CHAT, json=HELLO).expect_error(401, "unauthenticated")
    nothing_was_sent(provider)
    app.as_user(other).post(CHAT, json=HELLO).expect(200)
    _, renewing = tokens_of(app, user)
    users.remove(user)
    app.as_user(other).post(CHAT, json=HELLO).expect_error(401, "unauthenticated")
    refresh(app, renewing).expect_error(401, "unauthenticated")


@proves("S5-05")
def test_a_scope_that_is_missing_is_403(app, provider, users):
    """Keys and tokens can do what their scopes and their user may; the answer names the missing scope."""
    user, admin = users.somebody(), users.somebody(role="admin")
    lists, chats = app.as_user(users.new_key(user, "models")), app.as_user(users.new_key(user, "chat"))
    narrow, _ = tokens_of(app, user, scope="models")
    lists.get(MODELS).expect(200)
    app.bearing(narrow).get(MODELS).expect(200)

    for asking in (lists, app.bearing(narrow)):
        for method, path in (("POST", CHAT), ("POST", STREAM), ("GET", STREAM)):
            options = {"json": HELLO} if method == "POST" else {"params": {"message": "Hello"}}
            reply = asking.request(method, path, **options).expect_error(403, "forbidden")
            challenge = reply.headers.get("www-authenticate", "")
            named = "insufficient_scope" in challenge and 'scope="chat"' in challenge
            expect_that(named, "the missing scope in www-authenticate", got=challenge)
    chats.get(MODELS).expect_error(403, "forbidden")
    nothing_was_sent(provider)
    chats.post(CHAT, json=HELLO).expect(200)
    greedy = app.as_user(users.new_key(user, "chat", "admin"))
    for asking in (greedy, app.as_user(user)):
        asking.get(f"{USAGE}/{admin.name}").expect_error(403, "forbidden")
    app.as_user(admin).get(f"{USAGE}/{user.name}").expect(200, {"user": user.name})
    log_in(app, user, scope="chat admin").expect_error(403, "forbidden")


@proves("S5-06")
def test_nobody_learns_who_has_an_account(app, users):
    """A wrong password and an unknown name get the same answer."""
    wrong = [
        {"username": users.careful.name, "password": "wrong"},
        {"username": "nobody-of-this-name", "password": "wrong"},
        {"username": "nobody-of-this-name", "password": users.careful.password},
        {"username": "x" * 1_000, "password": "wrong"},
    ]
    said = []
    for form in wrong:
        reply = app.anonymous.post(LOGIN, data=form).expect_error(401, "unauthenticated")
        error = dict(reply.field("error"), request_id="")
        headers = {name for name, _ in reply.headers.multi_items()}
        said.append((error, sorted(headers), reply.headers.get("www-authenticate")))
    expect_that(all(one == said[0] for one in said), f"always the same: {said[0]}", got=said)


@proves("S5-07", targets=("process",))
def test_an_unknown_user_costs_the_same_work(app, users):
    """A login with an unknown name keeps the processor as busy as one with a wrong password."""

    def work(name):
        before = app.cpu_seconds()
        for _ in range(4):
            form = {"username": name, "password": "wrong"}
            app.anonymous.post(LOGIN, data=form).expect_error(401, "unauthenticated")
        return app.cpu_seconds() - before

    known, unknown = work(users.careful.name), work("nobody-of-this-name")

    what = f"about the {known:.2f} s of processor time that a known name costs"
    expect_that(unknown > known / 4, what, got=f"{unknown:.2f} s")


@proves("S5-08", targets=("process",))
def test_it_does_not_start_without_a_secret(start):
    """JWT_SECRET missing, or shorter than 32 bytes: it ends with one line that says so, and no traceback."""
    for secret in (None, "s" * 31):
        try:
            start(JWT_SECRET=secret)
        except DoesNotStart as fault:
            said = fault.log
        else:
            said = "it started"
        lines = [line for line in said.splitlines() if "JWT_SECRET" in line]
        expect_that(
            len(lines) == 1 and lines[0].startswith("JWT_SECRET:"), "one line JWT_SECRET: …", got=said
        )
        expect_that("Traceback" not in said, "no traceback", got=said)
        expect_that("s" * 31 not in said, "a line without the secret", got=said)


@proves("S5-09")
def test_the_documentation_knows_how_to_log_in(app):
    """openapi.json has the password flow and the key, asked for by what costs, so that Authorize works."""
    document = app.anonymous.get("/openapi.json").expect(200).json()
    schemes = document.get("components", {}).get("securitySchemes", {})
    flows = [scheme.get("flows", {}).get("password", {}) for scheme in schemes.values()]
    urls = [flow.get("tokenUrl", "") for flow in flows if flow]
    expect_that(urls and urls[0].endswith(LOGIN.lstrip("/")), f"a password flow at {LOGIN}", got=schemes)
    keys = [scheme for scheme in schemes.values() if scheme.get("type") == "apiKey"]
    named = [scheme.get("name", "").lower() for scheme in keys]
    expect_that("x-api-key" in named, "an API key in the header X-API-Key", got=schemes)
    for path, method in ((CHAT, "post"), (STREAM, "post"), (STREAM, "get"), (MODELS, "get"), (USAGE, "get")):
        operation = document["paths"][path][method]
        wanted = operation.get("security", document.get("security"))
        expect_that(wanted, f"security of {method.upper()} {path}", got=operation)
    for path in (LOGIN, REFRESH):
        open_ = document["paths"][path]["post"].get("security", document.get("security"))
        expect_that(not open_, f"no security of {path}, where credentials come from", got=open_)
