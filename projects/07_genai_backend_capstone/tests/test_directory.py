"""Users of the operator's file beside those who registered, on both databases."""

import asyncio

import pytest

from app.users.directory import UsersWithFile
from app.users.store import SqlUsers, new_user
from genai_shared.auth import FileDirectory
from genai_shared.auth.api_keys import digest

HASH = "$argon2id$v=19$m=8,t=1,p=1$wZk61g3baOeBWm5BbsTM4w$xAFC0HonViQwvY6K6KIogOXNhviJMVVn+JbaYMFD9g8"
FILE = f"""
[users.ada]
password = "{HASH}"
tier = "premium"

[keys.ci]
digest = "{digest("gk_1")}"
user = "ada"
scopes = ["chat"]
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "users.toml"
    path.write_text(FILE)
    return path


@pytest.fixture
def users(database):
    return SqlUsers(database)


@pytest.fixture
def both(users, file):
    return UsersWithFile(users, FileDirectory(file))


async def test_who_is_in_the_file_gets_a_row(both, users):
    key = await both.key_by_digest(digest("gk_1"))
    user = await both.user_by_id(key.user_id)

    assert (user.id, user.tier) == ("ada", "premium")
    assert (await users.row("ada")).tier == "premium"


async def test_many_first_requests_at_once_are_one_user(users, file):
    several = [UsersWithFile(users, FileDirectory(file)) for _ in range(4)]

    found = await asyncio.gather(*[one.user_by_name("ada") for one in several * 3])

    assert {user.id for user in found} == {"ada"}


async def test_what_the_file_says_wins(both, users, file):
    await both.user_by_name("ada")
    file.write_text(FILE.replace("premium", "free"))

    assert (await both.user_by_name("ada")).tier == "free"
    assert (await users.row("ada")).tier == "free"


async def test_who_is_not_in_the_file_any_more_is_nobody(both, file):
    await both.user_by_name("ada")
    file.write_text("")

    assert await both.user_by_name("ada") is None
    assert await both.user_by_id("ada") is None
    assert await both.key_by_digest(digest("gk_1")) is None


async def test_a_name_that_is_registered_is_not_taken_over(both, users):
    bob = await users.add(new_user("ada", HASH))

    assert await both.user_by_name("ada") is None
    assert (await both.user_by_id(bob.id)).name == "ada"
