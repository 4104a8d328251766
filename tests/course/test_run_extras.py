"""`course run`: the Redis, the secret and the users that a stage gets when its `.env` names none."""

import shutil
from pathlib import Path

import httpx2
import pytest

from course.ports import free_port
from course.run import extras
from course.run.extras import Extras
from course.run.launch import Launch
from course.run.settings import read_settings
from course.services import NoService
from course.stage import Stage, read_stage
from course.users import USUAL_KEY

CHAT = Path(__file__).parent / "apps" / "chat.py"


@pytest.fixture
def stage(tmp_path):
    (tmp_path / "stage").mkdir()
    (tmp_path / "stage" / "stage.toml").write_text(
        f'number = 3\ntitle = "Chat"\nrun = "python {CHAT} {{port}}"\nservices = ["redis"]\nauth = true\n',
        encoding="utf-8",
    )
    return read_stage(tmp_path / "stage")


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="NOT TESTED: there is no redis-server here")
def test_a_stage_gets_a_redis_a_secret_and_users(stage):
    """The app is told of all three, the panel says who can log in, and all of it ends with the run."""
    with Launch(stage, read_settings(stage), port=free_port(), simulator_port=None) as here:
        here.start(quiet=True)
        told = httpx2.get(f"{here.url}/environment", trust_env=False).json()
        redis = here.extras._redis

        assert told["REDIS_URL"] == redis.url
        assert len(told["JWT_SECRET"]) >= 32
        assert "ada" in Path(told["USERS_FILE"]).read_text(encoding="utf-8")
        assert here.credentials == {"x-api-key": USUAL_KEY}
        assert [name for name, _ in here.extras.rows] == ["Redis", "Log in as", "API key"]
    assert not redis.folder.exists()


def test_without_a_redis_server_it_says_so_in_one_line(stage, tmp_path, monkeypatch):
    """Where the program is missing, the stage runs without REDIS_URL, and one line says what that means."""

    def missing(folder):
        raise NoService("there is no redis-server")

    monkeypatch.setattr(extras, "RedisServer", missing)

    found = Extras(stage, {}, tmp_path)

    assert "REDIS_URL" not in found.env
    assert len(found.notes) == 1
    assert "memory" in found.notes[0]


def test_what_the_learner_has_is_left_alone(stage, tmp_path, monkeypatch):
    """A Redis, a secret and users of the learner's own are used; their key comes from COURSE_API_KEY."""
    (stage.folder / "users.toml").touch()
    own = {"REDIS_URL": "redis://own", "JWT_SECRET": "own"}

    assert Extras(stage, own, tmp_path).env == {}
    assert "COURSE_API_KEY" in Extras(stage, own, tmp_path).notes[0]

    monkeypatch.setenv("COURSE_API_KEY", "gk_own")
    assert Extras(stage, own, tmp_path).credentials == {"x-api-key": "gk_own"}


def test_a_stage_that_needs_none_of_it_gets_nothing(tmp_path):
    """Stages before the fifth are started as ever."""
    found = Extras(Stage(folder=tmp_path, number=1, title="x", run="x"), {}, tmp_path)

    assert (found.env, found.rows, found.notes, found.credentials) == ({}, [], [], {})
