"""The users file, and the command that adds to it."""

import io
import logging

import pytest
from conftest import HASH, PASSWORD

from app.auth.keys import digest
from app.auth.passwords import Passwords
from app.auth.users import Users
from app.first_secret import make_secret
from app.users import main

USERS = f"""
[users.ada]
password = "{HASH}"

[keys.ci]
digest = "{digest("a key")}"
user = "ada"
scopes = ["chat"]
"""


@pytest.fixture
def file(tmp_path):
    (path := tmp_path / "users.toml").write_text(USERS)
    return path


def test_a_changed_file_is_read_again(file):
    """A key that is revoked in it ends with the next question."""
    users = Users(file)
    assert users.key(digest("a key"))

    file.write_text(USERS + "revoked = true\n")

    assert users.key(digest("a key")) is None


def test_while_the_file_is_broken_what_it_said_before_holds(file, caplog):
    """An editor's mistake locks nobody out, and is said once."""
    users = Users(file)
    file.write_text(USERS + "revoked = maybe\n")

    with caplog.at_level(logging.ERROR):
        assert users.key(digest("a key"))
        assert users.user("ada")

    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "text", ['[users.ada]\npassword = "plain-text"\n', USERS + "revokd = true\n", "[users"]
)
def test_a_broken_file_ends_the_start(file, text):
    """With the place, and without what stood there: it may be a password."""
    file.write_text(text)

    with pytest.raises(SystemExit, match=r"users\.toml") as ended:
        Users(file)

    assert "plain-text" not in str(ended.value)


async def test_the_command_adds_users_and_keys(tmp_path, capsys, monkeypatch):
    """What it prints is all that is ever seen of a secret, and only its owner may read the file."""
    file = tmp_path / "new.toml"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))

    main(["--file", str(file), "add", "ada", "--tier", "premium", "--password-stdin"])
    main(["--file", str(file), "key", "ada", "--scope", "chat", "--scope", "models"])

    key, users = capsys.readouterr().out.strip(), Users(file)
    assert await Passwords().verify(users.user("ada").password, PASSWORD)
    assert users.key(digest(key))[1].scopes == {"chat", "models"}
    assert key not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words",
    [
        ["add", "ada", "--generate"],
        ["add", "a b", "--generate"],
        ["key", "nobody", "--scope", "chat"],
        ["key", "ada", "--id", "ci", "--scope", "chat"],
    ],
)
def test_a_wrong_command_changes_nothing(file, words, capsys):
    """And prints no secret of something that was not stored."""
    with pytest.raises(SystemExit, match=r"there is|should match"):
        main(["--file", str(file), *words])

    assert file.read_text() == USERS
    assert capsys.readouterr().out == ""
    assert list(file.parent.glob(".*")) == []


def test_the_containers_secret_is_made_once(tmp_path):
    """A second start must not end all logins."""
    path = tmp_path / "secret"
    make_secret(path)
    first = path.read_text()
    make_secret(path)

    assert path.read_text() == first
    assert len(first) == 64
    assert path.stat().st_mode & 0o777 == 0o600
