"""The real servers beside an app: what a check can do with them, and what it hears where they are missing."""

import shutil
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from course.services import NoService, Postgres, Redis
from course.services.postgres import PostgresServer, find_programs
from course.services.redis import RedisServer

CHECKLIST = """
stage: 3
title: A tiny stage with servers
goal: An app that is told where its servers are.
headings:
  - name: Servers
    items:
      - {id: P3-01, text: Is told of a Redis, kind: auto, why: x, hints: [a, b, c]}
      - {id: P3-02, text: Is told of a PostgreSQL, kind: auto, why: x, hints: [a, b, c]}
      - {id: P3-03, text: Starts, kind: auto, why: x, hints: [a, b, c]}
"""
CHECKS = '''
from course.checks import expect_that, proves


@proves("P3-01")
def test_redis(app, start, redis):
    """Every instance is told of one Redis, which is empty, and back after it was away."""
    told = app.get("/environment").field("REDIS_URL")
    expect_that(told == redis.url and told == start().env["REDIS_URL"], redis.url, got=told)
    expect_that(redis.keys() == [], "no keys", got=redis.keys())
    redis.ask("SET", "colour", "blue")
    redis.stop()


@proves("P3-02")
def test_postgres(app, start, postgres):
    """Each instance has a database of its own; a check can look into it."""
    told = app.get("/environment").field("DATABASE_URL")
    expect_that(told != start().env["DATABASE_URL"], "a database for each", got=told)
    rows = postgres.query("SELECT 1, current_database()", told)
    expect_that(rows == [["1", told.rpartition("/")[2]]], "one row", got=rows)


@proves("P3-03")
def test_starts(app):
    """The app answers, and has a secret of at least 32 bytes."""
    secret = app.get("/environment").expect(200).field("JWT_SECRET")
    expect_that(len(secret) >= 32 and secret == app.env["JWT_SECRET"], "a long secret", got=len(secret))
'''
needs_redis = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="NOT TESTED: there is no redis-server here"
)


def has_postgres():
    try:
        find_programs()
    except NoService:
        return False
    return True


needs_postgres = pytest.mark.skipif(not has_postgres(), reason="NOT TESTED: there is no PostgreSQL here")


@pytest.fixture
def redis(tmp_path):
    server = RedisServer(tmp_path)
    server.start()
    yield Redis(server)
    folder = server.folder
    server.close()
    assert not folder.exists()


@pytest.fixture
def postgres(tmp_path):
    server = PostgresServer(tmp_path)
    server.start()
    yield server
    folder = server.folder
    server.close()
    assert not folder.exists()


def said_to(url, text):
    """Send a line to a Redis; return what it answers, nothing when it does not."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=0.2) as connection:
        connection.sendall(text)
        try:
            return connection.recv(100)
        except TimeoutError:
            return b""


@needs_redis
def test_a_redis_is_stopped_and_comes_back_with_what_it_held(redis):
    """A stopped one refuses connections; the next start is on the same port, with the same keys."""
    redis.ask("SET", "colour", "light blue")

    redis.stop()
    redis.stop()
    with pytest.raises(ConnectionRefusedError):
        said_to(redis.url, b"PING\r\n")
    redis.start()
    redis.start()

    assert redis.ask("GET", "colour") == "light blue\n"
    assert redis.keys("col*") == ["colour"]
    redis.flush()
    assert redis.keys() == []


@needs_redis
def test_a_paused_redis_accepts_and_never_answers(redis):
    """A Redis that is held still takes connections and is silent; let go, it answers again."""
    redis.pause()

    assert said_to(redis.url, b"PING\r\n") == b""

    redis.resume()
    assert said_to(redis.url, b"PING\r\n") == b"+PONG\r\n"


@needs_postgres
def test_a_postgres_has_empty_databases_and_survives_a_restart(postgres):
    """Each new database is empty and alone; a stop and a start lose nothing."""
    one, other = postgres.new_database(), postgres.new_database()
    service = Postgres(postgres)
    service.query("CREATE TABLE colours AS SELECT 'blue' AS name, NULL AS shade", one)

    service.pause()
    service.resume()
    service.stop()
    service.start()

    assert service.query("SELECT * FROM colours", one) == [["blue", ""]]
    assert service.query("SELECT count(*) FROM pg_tables WHERE tablename = 'colours'", other) == [["0"]]


@pytest.fixture
def stage(course):
    """Write a stage that uses both servers, and its checks; return a submission of it."""
    (course.root / "checklists" / "stage_3.yaml").write_text(CHECKLIST, encoding="utf-8")
    (course.root / "tests" / "checks" / "test_stage_3.py").write_text(CHECKS, encoding="utf-8")
    program = Path(__file__).parent / "apps" / "chat.py"
    return course.folder("chat", f"python {program} {{port}}", number=3, services=["redis", "postgres"])


@needs_redis
@needs_postgres
def test_an_app_is_told_where_its_servers_are(course, stage):
    """REDIS_URL, DATABASE_URL and JWT_SECRET are set for every app, and the fixtures look into the same."""
    done = course.check(stage, stage=3)

    assert done.returncode == 0, done.stdout + done.stderr
    assert set(course.outcomes.values()) == {"pass"}


@needs_postgres
def test_a_missing_program_is_said_and_only_its_boxes_are_skipped(course, stage, tmp_path):
    """Without redis-server the app has no REDIS_URL, its box is skipped with the reason, a note says so."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)

    done = course.run(
        "check", 3, "--submission", stage.name, "--report", "results.json", PATH=str(tmp_path / "bin")
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert course.outcomes == {"P3-01": "skipped", "P3-02": "pass", "P3-03": "pass"}
    assert "there is no redis-server on this machine" in " ".join(done.stdout.split())
