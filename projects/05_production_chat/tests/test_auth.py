"""Logins, refreshes, keys: what is believed, and what is not."""

import asyncio
import base64
import json
import time

import jwt
import pytest
from conftest import PASSWORD, SECRET, Served, bearer, key_of

from app.auth.families import Families
from app.auth.passwords import Passwords
from genai_shared.errors import StoreUnavailableError


async def log_in(served: Served, name="ada", password=PASSWORD, **more):
    return await served.ask("POST", "/v1/auth/token", data={"username": name, "password": password, **more})


async def tokens(served, **more):
    return (await log_in(served, **more)).json()


async def refreshed(served, token):
    return await served.ask("POST", "/v1/auth/refresh", json={"refresh_token": token})


async def test_a_login_gives_tokens_that_open_doors(serve):
    """For as long as it says, and with the scopes that it says; no cache keeps them."""
    async with serve() as served:
        reply = await log_in(served)
        asked = await served.ask("GET", "/v1/models", headers=bearer(reply.json()["access_token"]))

    assert (reply.json()["token_type"], reply.json()["expires_in"]) == ("bearer", 900)
    assert reply.json()["scope"] == "chat models"
    assert reply.headers["cache-control"] == "no-store"
    assert asked.status_code == 200


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD)])
async def test_a_wrong_name_and_a_wrong_password_are_the_same(serve, name, password):
    """The answer does not tell who has an account."""
    async with serve() as served:
        reply = await log_in(served, name, password)

    assert reply.status_code == 401
    assert reply.json()["error"]["message"] == "The user name or the password is wrong."


async def test_an_unknown_user_costs_as_much_work():
    """Nor does the time: one hash is verified either way."""
    verified = []

    class Hasher:
        def hash(self, _):
            return "nobody's"

        def verify(self, stored, password):
            verified.append(stored)
            return password == PASSWORD

    passwords = Passwords(Hasher())

    assert await passwords.verify("ada's", PASSWORD)
    assert not await passwords.verify(None, PASSWORD)
    assert verified == ["ada's", "nobody's"]


async def test_more_scopes_than_the_user_may_have_are_forbidden(serve):
    """Less than all is given."""
    async with serve() as served:
        less, more = await log_in(served, scope="chat"), await log_in(served, scope="chat admin")

    assert less.json()["scope"] == "chat"
    assert more.status_code == 403


@pytest.mark.parametrize("scope", ["chatt", "\u0416", 'a"b'])
async def test_scopes_that_there_are_not_are_a_mistake_of_the_caller(serve, scope):
    """And do not get into a header."""
    async with serve() as served:
        reply = await log_in(served, scope=scope)

    assert (reply.status_code, reply.json()["error"]["param"]) == (422, "scope")


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "\x00", "\u00e9.\u00e9.\u00e9"])
async def test_nonsense_is_no_refresh_token(serve, token):
    """Whatever it is made of."""
    async with serve() as served:
        reply = await refreshed(served, token)

    assert reply.status_code == 401


async def test_half_a_character_is_refused_before_anybody_reads_the_token(serve):
    """JSON can spell it, and no bytes can carry it."""
    async with serve() as served:
        body, headers = b'{"refresh_token": "\\ud800"}', {"content-type": "application/json"}
        reply = await served.ask("POST", "/v1/auth/refresh", content=body, headers=headers)

    assert (reply.status_code, reply.json()["error"]["param"]) == (422, "refresh_token")


async def test_a_refresh_token_is_used_once_and_twice_ends_the_login(serve):
    """Whoever has the other copy is thrown out as well."""
    async with serve() as served:
        first = await tokens(served)
        second = await refreshed(served, first["refresh_token"])
        again = await refreshed(served, first["refresh_token"])
        after = await refreshed(served, second.json()["refresh_token"])

    assert [reply.status_code for reply in (second, again, after)] == [200, 401, 401]


async def test_a_refresh_looks_the_user_up_again(serve):
    """Who was removed from the file gets nothing."""
    async with serve() as served:
        pair = await tokens(served)
        served.settings.users_file.write_text("")
        reply = await refreshed(served, pair["refresh_token"])

    assert reply.status_code == 401


async def test_a_refresh_that_cannot_be_checked_is_503(broken_redis):
    """What cannot be checked is not let through."""
    with pytest.raises(StoreUnavailableError):
        await Families(broken_redis, 60).rotate("family", "used", "new")
    with pytest.raises(StoreUnavailableError):
        await Families(broken_redis, 60).begin("family", "first")


def forged(token, **changes):
    """The same claims, changed, and signed anew: as we do, or by another `secret` or `algorithm`."""
    secret, algorithm = changes.pop("secret", SECRET), changes.pop("algorithm", "HS256")
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, secret, algorithm)


def unsigned(token):
    """The same claims under a header that says they need no signature."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        lambda token: token[:-4] + "AAAA",
        lambda token: forged(token, secret=SECRET[::-1]),
        lambda token: forged(token, algorithm="HS512"),
        lambda token: forged(token, exp=int(time.time()) - 1),
        lambda token: forged(token, nbf=int(time.time()) + 86_400),
        lambda token: forged(token, aud="another service"),
        lambda token: forged(token, iss="another service"),
        lambda token: forged(token, type="refresh"),
        lambda token: forged(token, role="root"),
        lambda token: forged(token, scope=None),
        lambda token: forged(token, jti=None),
    ],
)
async def test_no_other_token_opens_a_door(serve, forge):
    """Unsigned, tampered, by another key or algorithm, too old, too new, for others, of another kind."""
    async with serve() as served:
        token = (await tokens(served))["access_token"]
        reply = await served.ask("GET", "/v1/models", headers=bearer(forge(token)))

    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"


async def test_access_and_refresh_tokens_are_not_the_same(serve):
    """Each is good for one thing."""
    async with serve() as served:
        pair = await tokens(served)
        as_access = await served.ask("GET", "/v1/models", headers=bearer(pair["refresh_token"]))
        as_refresh = await refreshed(served, pair["access_token"])

    assert (as_access.status_code, as_refresh.status_code) == (401, 401)


@pytest.mark.parametrize("headers", [{"x-api-key": key_of("ada")}, bearer(key_of("ada"))])
async def test_a_key_opens_doors_until_it_is_revoked(serve, headers):
    """In either header; and a word in the file ends it with the next request."""
    async with serve() as served:
        before = await served.ask("GET", "/v1/models", headers=headers)
        file = served.settings.users_file
        file.write_text(file.read_text().replace("revoked = false", "revoked = true"))
        after = await served.ask("GET", "/v1/models", headers=headers)

    assert (before.status_code, after.status_code) == (200, 401)


async def test_a_missing_scope_is_403_and_named(serve):
    """Who is known is not asked to log in again."""
    async with serve() as served:
        pair = await tokens(served, scope="models")
        reply = await served.ask(
            "POST", "/v1/chat", json={"message": "Hello"}, headers=bearer(pair["access_token"])
        )

    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "forbidden")
    assert 'scope="chat"' in reply.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/models"),
        ("POST", "/v1/chat"),
        ("POST", "/v1/chat/stream"),
        ("GET", "/v1/chat/stream?message=hello"),
        ("GET", "/v1/usage"),
        ("GET", "/v1/usage/ada"),
    ],
)
async def test_without_credentials_nothing_is_said(serve, method, path):
    """Not even whether the question was a valid one."""
    async with serve() as served:
        reply = await served.ask(method, path)

    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "unauthenticated")


async def test_verifying_a_password_does_not_hold_up_the_loop():
    """argon2 is slow on purpose; everybody else is served meanwhile."""
    turns = 0
    work = asyncio.ensure_future(Passwords().verify(None, "any"))
    while not work.done():
        await asyncio.sleep(0)
        turns += 1

    assert turns > 10
