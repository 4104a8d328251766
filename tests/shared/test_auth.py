"""genai_shared.auth: logins, refreshes, keys, and what a route sees of them."""

import asyncio
from typing import Annotated

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from pydantic import SecretStr

from genai_shared.auth import (
    ApiKey,
    Auth,
    MemoryFamilies,
    Passwords,
    Principal,
    RedisFamilies,
    Signer,
    User,
    require,
)
from genai_shared.auth.api_keys import digest, new_key
from genai_shared.auth.passwords import PasswordHasher as Hasher
from genai_shared.auth.routes import router
from genai_shared.errors import (
    ForbiddenError,
    InvalidRequestError,
    StoreUnavailableError,
    UnauthenticatedError,
)
from genai_shared.errors.responses import install_error_handlers
from genai_shared.redis_client import open_redis

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
KEY = new_key()


class Directory:
    """Two users, and a key of the first."""

    def __init__(self):
        self.users = {
            "1": User("1", "ada", QUICK.hash("correct horse"), "user", "free"),
            "2": User("2", "grace", QUICK.hash("battery staple"), "admin", "premium"),
        }
        self.keys = {digest(KEY): ApiKey("ci", "1", frozenset({"models", "admin"}))}

    async def user_by_name(self, name):
        return next((user for user in self.users.values() if user.name == name), None)

    async def user_by_id(self, user_id):
        return self.users.get(user_id)

    async def key_by_digest(self, digest):
        return self.keys.get(digest)


@pytest.fixture
def auth():
    signer = Signer(SecretStr("s" * 32), "issuer", "audience", 900, 3600)
    return Auth(Directory(), Passwords(QUICK), signer, MemoryFamilies())


@pytest.fixture
async def client(auth):
    """A client to a service with one route for each need."""
    app = FastAPI()
    app.include_router(router)
    install_error_handlers(app)

    @app.get("/me")
    async def me(principal: Annotated[Principal, require("chat")]) -> str:
        return principal.name

    @app.get("/all", dependencies=[require("admin")])
    async def everything() -> str:
        return "all"

    async def with_auth(scope, receive, send):
        await app({**scope, "state": {"auth": auth}}, receive, send)

    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=with_auth), base_url="http://app"
    ) as client:
        yield client


async def test_a_login_gives_all_that_the_user_may_do(auth):
    """Or less, when less is asked for."""
    everything = await auth.login("ada", "correct horse")
    less = await auth.login("ada", "correct horse", frozenset({"chat"}))

    assert (everything.scope, less.scope) == ("chat models", "chat")
    assert auth.signer.read_access(less.access_token).scopes == {"chat"}


async def test_a_login_for_more_than_the_user_may_do_is_forbidden(auth):
    """Nobody gives themselves a role."""
    with pytest.raises(ForbiddenError):
        await auth.login("ada", "correct horse", frozenset({"admin"}))


async def test_scopes_that_there_are_not_are_a_mistake_of_the_caller(auth):
    """And do not get into a header."""
    with pytest.raises(InvalidRequestError):
        await auth.login("ada", "correct horse", frozenset({"\u0416"}))


async def test_half_a_character_is_refused_before_anybody_reads_the_token(client):
    """JSON can spell it, and no bytes can carry it."""
    body, headers = b'{"refresh_token": "\\ud800"}', {"content-type": "application/json"}
    reply = await client.post("/v1/auth/refresh", content=body, headers=headers)

    assert (reply.status_code, reply.json()["error"]["param"]) == (422, "refresh_token")


@pytest.mark.parametrize("name", ["ada", "nobody"])
async def test_a_wrong_name_and_a_wrong_password_are_the_same(auth, name):
    """The answer does not tell who has an account."""
    with pytest.raises(UnauthenticatedError) as error:
        await auth.login(name, "wrong")
    assert error.value.message == "The user name or the password is wrong."


async def test_an_unknown_user_costs_as_much_work():
    """Nor does the time: one hash is verified either way, by the same parameters."""
    verified = []

    class Counting(Hasher):
        def verify(self, stored, password):
            verified.append(stored)
            return super().verify(stored, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    stored = await passwords.hash("correct horse")

    assert await passwords.verify(stored, "correct horse")
    assert not await passwords.verify(stored, "wrong")
    assert not await passwords.verify(None, "correct horse")
    assert [one.split("$")[3] for one in verified] == ["m=8,t=1,p=1"] * 3


async def test_passwords_are_hashed_off_the_event_loop(auth):
    """While a password is hashed, everybody else is served."""
    slow = Passwords(PasswordHasher(time_cost=20, memory_cost=65536, parallelism=1))
    turns = 0
    work = asyncio.ensure_future(slow.verify(None, "any"))
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10


async def test_a_refresh_token_is_used_once(auth):
    """The new pair works; the old token ends the family, the new token with it."""
    first = await auth.login("ada", "correct horse")
    second = await auth.refresh(first.refresh_token)

    with pytest.raises(UnauthenticatedError):
        await auth.refresh(first.refresh_token)
    with pytest.raises(UnauthenticatedError):
        await auth.refresh(second.refresh_token)


async def test_one_family_ends_without_the_others(auth):
    """A thief on the telephone does not end the laptop's login."""
    telephone, laptop = await auth.login("ada", "correct horse"), await auth.login("ada", "correct horse")
    await auth.refresh(telephone.refresh_token)
    with pytest.raises(UnauthenticatedError):
        await auth.refresh(telephone.refresh_token)

    assert await auth.refresh(laptop.refresh_token)


async def test_a_refresh_keeps_the_scopes_and_looks_up_the_user(auth):
    """Who was removed gets nothing; who asked for less does not get more."""
    pair = await auth.refresh(
        (await auth.login("grace", "battery staple", frozenset({"chat"}))).refresh_token
    )
    assert pair.scope == "chat"

    del auth.directory.users["2"]
    with pytest.raises(UnauthenticatedError):
        await auth.refresh(pair.refresh_token)


async def test_families_in_redis_are_shared_and_exact(redis):
    """Of ten who present the same token at once one wins, and afterwards the family is at its end."""
    families = RedisFamilies(redis)
    await families.begin("f", "first", 60)

    won = await asyncio.gather(*(families.rotate("f", "first", f"new-{n}", 60) for n in range(10)))

    assert won.count(True) == 1
    assert not await RedisFamilies(redis).rotate("f", "first", "again", 60)


async def test_families_expire(redis):
    """In memory and in Redis: nothing stays for ever."""
    now = 0.0
    memory = MemoryFamilies(clock=lambda: now)
    await memory.begin("f", "first", 60)
    now = 60.0
    assert not await memory.rotate("f", "first", "second", 60)

    await RedisFamilies(redis).begin("f", "first", 60)
    assert 0 < await redis.ttl("auth:family:f") <= 60


async def test_without_its_store_a_refresh_is_503_and_not_believed(silent_redis):
    """What cannot be checked is not let through."""
    async with open_redis(silent_redis, 0.05) as redis:
        with pytest.raises(StoreUnavailableError):
            await RedisFamilies(redis).rotate("f", "first", "second", 60)


@pytest.mark.parametrize("headers", [{"x-api-key": KEY}, {"authorization": f"Bearer {KEY}"}])
async def test_a_key_is_taken_either_way_and_has_its_own_scopes(client, headers):
    """As X-API-Key, or as OpenAI's clients send it; and never more than its user may do."""
    assert (await client.get("/me", headers=headers)).status_code == 403
    assert (await client.get("/all", headers=headers)).status_code == 403


async def test_a_route_knows_who_asks(client):
    """From the form to the route's argument."""
    form = {"username": "ada", "password": "correct horse"}
    pair = (await client.post("/v1/auth/token", data=form)).json()

    reply = await client.get("/me", headers={"authorization": f"Bearer {pair['access_token']}"})

    assert reply.json() == "ada"
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", 900)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Basic YTpi"},
        {"x-api-key": "gk_wrong"},
        {"x-api-key": ""},
    ],
)
async def test_without_valid_credentials_it_is_401_and_says_what_to_send(client, headers):
    """In the envelope, with the header that HTTP asks for."""
    reply = await client.get("/me", headers=headers)

    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "unauthenticated")
    assert reply.headers["www-authenticate"] == "Bearer"


async def test_a_missing_scope_is_403_and_named(client):
    """Who is known is not asked to log in again."""
    form = {"username": "ada", "password": "correct horse"}
    pair = (await client.post("/v1/auth/token", data=form)).json()

    reply = await client.get("/all", headers={"authorization": f"Bearer {pair['access_token']}"})

    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "forbidden")
    assert 'scope="admin"' in reply.headers["www-authenticate"]


async def test_tokens_are_not_cached(client):
    """RFC 6749, 5.1."""
    form = {"username": "ada", "password": "correct horse"}
    assert (await client.post("/v1/auth/token", data=form)).headers["cache-control"] == "no-store"


async def test_openapi_tells_how_to_log_in_and_which_scope_a_route_needs(client):
    """So /docs has a working Authorize."""
    document = (await client.get("/openapi.json")).json()

    flow = document["components"]["securitySchemes"]["OAuth2PasswordBearer"]["flows"]["password"]
    assert flow["tokenUrl"] == "/v1/auth/token"
    assert {"OAuth2PasswordBearer": ["chat"]} in document["paths"]["/me"]["get"]["security"]
