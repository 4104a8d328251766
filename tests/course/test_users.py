"""The users of an app under check: who they are, and how checks ask as one of them or as nobody."""

import hashlib
import tomllib

import pytest

from course.app import App
from course.users import Users

CHECKLIST = """
stage: 3
title: A tiny stage with users
goal: An app that is told who its users are.
headings:
  - name: Users
    items:
      - {id: P3-01, text: Knows its users, kind: auto, why: x, hints: [a, b, c]}
"""
CHECKS = '''
from course.checks import expect_that, proves


@proves("P3-01")
def test_users(app, start, users):
    """The app is told where its users are, and that nobody is limited; a second instance too."""
    told = app.get("/environment").expect(200).json()
    expect_that(told.get("USERS_FILE") == str(users.file), users.file, got=told.get("USERS_FILE"))
    expect_that(told["RATE_LIMIT_FREE"] == "1000000/minute", "no limit to speak of", got=told)
    expect_that(app.credentials == {"x-api-key": users.usual.key}, "a key", got=app.credentials)
    expect_that(start(RATE_LIMIT_FREE="3/minute").env["RATE_LIMIT_FREE"] == "3/minute", "a limit")
'''


@pytest.fixture
def users(tmp_path):
    return Users(tmp_path / "users")


def content(users):
    return tomllib.loads(users.file.read_text(encoding="utf-8"))


def test_nobody_is_met_twice(users):
    """Each check gets people of its own, of the tier and role that it asks for."""
    met = [users.somebody(), users.somebody(), users.somebody(tier="premium"), users.somebody(role="admin")]

    assert len({user.name for user in [users.usual, *met]}) == 5
    found = [content(users)["users"][user.name] for user in met]
    assert [entry["tier"] for entry in found] == ["free", "free", "premium", "free"]
    assert [entry["role"] for entry in found] == ["user", "user", "user", "admin"]


def test_a_key_stands_in_the_file_as_its_digest(users):
    """The file holds no key; a revoked one stays, marked, and a removed user goes with all keys."""
    user, other = users.somebody(), users.somebody()
    key = users.new_key(user, "models")

    users.revoke(key)
    users.remove(other)

    assert key.text not in users.file.read_text(encoding="utf-8")
    digest = hashlib.sha256(key.text.encode()).hexdigest()
    stands = {"digest": digest, "user": user.name, "scopes": ["models"], "revoked": True}
    assert content(users)["keys"][key.id] == stands
    assert other.name not in content(users)["users"]
    assert f"{other.name}-all" not in content(users)["keys"]


def test_a_stage_with_users_is_told_of_them(course):
    """`auth = true` in stage.toml: USERS_FILE, high limits, and a key with every request."""
    (course.root / "checklists" / "stage_3.yaml").write_text(CHECKLIST, encoding="utf-8")
    (course.root / "tests" / "checks" / "test_stage_3.py").write_text(CHECKS, encoding="utf-8")
    folder = course.submission("chat", stage=2)
    file = folder / "stage.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("number = 2", "number = 3\nauth = true"), encoding="utf-8"
    )

    done = course.check(folder, stage=3)

    assert done.returncode == 0, done.stdout + done.stderr


def test_an_app_is_asked_as_whoever_a_check_says(users, monkeypatch):
    """The usual key, a user's, one key, a token, nothing; a header of the request's own comes before all."""
    user = users.somebody()
    app = App("http://app", credentials={"x-api-key": "usual"})

    def sent(asked, **options):
        request, _, _ = asked._prepare("GET", "/", options)
        found = {name: request.headers.get(name) for name in ("x-api-key", "authorization")}
        return {name: value for name, value in found.items() if value is not None}

    assert sent(app) == {"x-api-key": "usual"}
    assert sent(app.anonymous) == {}
    assert sent(app.as_user(user)) == {"x-api-key": user.key}
    assert sent(app.as_user(users.new_key(user))) != sent(app.as_user(user))
    assert sent(app.bearing("t")) == {"authorization": "Bearer t"}
    assert sent(app, headers={"x-api-key": "own"}) == {"x-api-key": "own"}
    app.close()


def test_whoever_it_is_asked_as_it_is_the_same_app():
    """What is asked as somebody else is asked by somebody else, noted in the same place, and hung up."""
    app = App("http://127.0.0.1:9")
    other = app.anonymous

    pending = other.later.get("/")
    app.hang_up()

    assert pending.done
    assert [exchange.url for exchange in app.exchanges] == ["http://127.0.0.1:9/"]
    app.close()
