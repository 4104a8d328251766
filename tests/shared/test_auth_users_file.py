"""genai_shared.auth's users file: reading it, reading it again, and writing it."""

import io
import logging

import pytest

from genai_shared.auth import FileDirectory, Passwords
from genai_shared.auth.__main__ import main
from genai_shared.auth.api_keys import digest

HASH = "$argon2id$v=19$m=8,t=1,p=1$wZk61g3baOeBWm5BbsTM4w$xAFC0HonViQwvY6K6KIogOXNhviJMVVn+JbaYMFD9g8"
USERS = f"""
[users.ada]
password = "{HASH}"

[users.grace]
password = "{HASH}"
role = "admin"
tier = "premium"

[keys.ci]
digest = "{digest("a key")}"
user = "ada"
scopes = ["chat"]
"""


@pytest.fixture
def file(tmp_path):
    (path := tmp_path / "users.toml").write_text(USERS)
    return path


async def test_users_and_keys_are_found(file):
    """By name, and by digest."""
    directory = FileDirectory(file)

    assert (await directory.user_by_name("ada")).tier == "free"
    assert (await directory.user_by_id("grace")).role == "admin"
    assert (await directory.key_by_digest(digest("a key"))).user_id == "ada"
    assert await directory.user_by_name("nobody") is None
    assert await directory.key_by_digest(digest("another")) is None


async def test_a_key_that_is_revoked_in_the_file_is_refused_by_the_next_request(file):
    """Without a restart."""
    directory = FileDirectory(file)
    assert await directory.key_by_digest(digest("a key"))

    file.write_text(USERS + "revoked = true\n")

    assert await directory.key_by_digest(digest("a key")) is None


async def test_while_the_file_is_broken_what_it_said_before_holds(file, caplog):
    """An editor's mistake locks nobody out; the log says where it is, once, and quotes nothing."""
    directory = FileDirectory(file)
    file.write_text(USERS + "revoked = maybe\n")

    with caplog.at_level(logging.ERROR):
        assert await directory.key_by_digest(digest("a key"))
        assert await directory.user_by_name("ada")

    assert len(caplog.records) == 1
    assert HASH not in caplog.text


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[users.ada]\npassword = "secret-word"\n', "users.ada.password"),
        ('[users."a b"]\n', "users.a b"),
        (USERS + "revokd = true\n", "keys.ci.revokd"),
        (USERS.replace('user = "ada"', 'user = "bob"'), "keys.ci: there is no user bob"),
        ("[users", "users.toml"),
    ],
)
def test_a_broken_file_ends_the_start_with_the_place(file, text, where):
    """And without what stood there, which may be a password."""
    file.write_text(text)

    with pytest.raises(SystemExit, match=r"users\.toml") as ended:
        FileDirectory(file)

    assert where in str(ended.value)
    assert "secret-word" not in str(ended.value)


async def test_a_missing_file_is_nobody(tmp_path, caplog):
    """With a word in the log: else one looks for the mistake in the password."""
    with caplog.at_level(logging.WARNING):
        directory = FileDirectory(tmp_path / "users.toml")

    assert await directory.user_by_name("ada") is None
    assert "nobody can log in" in caplog.text


def test_a_missing_file_is_no_reason_to_warn_where_people_register(tmp_path, caplog):
    """Nobody should look for a mistake where there is none."""
    with caplog.at_level(logging.INFO):
        FileDirectory(tmp_path / "users.toml", alone=False)

    assert "only those who register" in caplog.text
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_the_command_adds_users_and_keys_and_revokes_them(tmp_path, capsys, monkeypatch):
    """What it prints is all that is ever seen of a secret, and only its owner may read the file."""
    file = tmp_path / "users.toml"
    words = ["--file", str(file)]
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))

    main([*words, "add", "ada", "--tier", "premium", "--password-stdin"])
    main([*words, "key", "ada", "--id", "ci", "--scope", "chat", "--scope", "models"])

    key = capsys.readouterr().out.strip()
    directory = FileDirectory(file)
    ada = await directory.user_by_name("ada")
    assert ada.tier == "premium"
    assert await Passwords().verify(ada.password, "correct horse")
    assert (await directory.key_by_digest(digest(key))).scopes == {"chat", "models"}
    assert key not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    main([*words, "revoke", "ci"])
    assert await directory.key_by_digest(digest(key)) is None


@pytest.mark.parametrize(
    "command", [["key", "nobody", "--scope", "chat"], ["revoke", "nothing"], ["add", "a b", "--generate"]]
)
def test_a_wrong_command_is_one_line_and_changes_nothing(file, command, capsys):
    """And no secret is printed for something that was not stored."""
    with pytest.raises(SystemExit, match=r"there is no|should match"):
        main(["--file", str(file), *command])

    assert file.read_text() == USERS
    assert capsys.readouterr().out == ""
