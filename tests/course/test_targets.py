"""The other targets: the stage's containers in a real engine, and an app at a URL."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.ports import free_port
from course.targets.override import Override

APPS = Path(__file__).parent / "apps"

BASE = "python:3.13-slim"
COMPOSE = """
services:
  api:
    build: .
    command: ["python", "-u", "{app}", "8000"]
    environment: {{HOST: 0.0.0.0}}
    env_file: [{{path: .env, required: false}}]
    ports: ["127.0.0.1:8002:8000"]
    init: true
"""


def docker(*words):
    try:
        return subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None


def has_engine():
    done = docker("image", "inspect", BASE)
    return done is not None and done.returncode == 0


needs_engine = pytest.mark.skipif(
    not has_engine(), reason=f"NOT TESTED: the compose target, because there is no engine with {BASE} here"
)


@pytest.fixture
def containers(course):
    """Write a submission in a container; afterwards nothing of it may be left in the engine."""

    def write(app):
        folder = course.submission("chat", stage=2)
        for name in ("good.py", app):
            shutil.copy(APPS / name, folder)
        (folder / "Dockerfile").write_text(f"FROM {BASE}\nCOPY *.py ./\n", encoding="utf-8")
        (folder / "docker-compose.yml").write_text(COMPOSE.format(app=app), encoding="utf-8")
        (folder / ".env").write_text("GREETING=from-my-own-env", encoding="utf-8")
        return folder

    yield write
    override = (course.root / ".runs/latest/override.yml").read_text()
    project = re.search(r"image: (course-\w+)-api", override)[1]
    for kind in ("container", "network", "volume"):
        words = ("-q", "--filter", f"label=com.docker.compose.project={project}")
        assert docker(kind, "ls", *(["-a"] if kind == "container" else []), *words).stdout == ""
    assert docker("image", "ls", "-q", f"{project}-api").stdout == ""


@needs_engine
def test_the_containers_are_checked_as_they_are(course, containers):
    """The stage's own file runs, a second instance gets its settings, a learner's .env stays out."""
    folder = containers("chat.py")

    done = course.check(folder, "--target", "compose", stage=2)

    assert done.returncode == 0, done.stdout + done.stderr
    assert course.outcomes == {
        "P2-01": "skipped",
        "P2-02": "skipped",
        "P2-03": "pass",
        "P2-04": "skipped",
        "P1-01": "pass",
    }
    assert "the compose file has no service provider" in done.stdout
    assert "from-my-own-env" not in (course.root / ".runs/latest/override.yml").read_text()


@needs_engine
def test_a_container_that_ends_is_said_with_its_log(course, containers):
    """A container that ends before it is ready fails the box, with its exit code and last words."""
    folder = containers("does_not_start.py")

    done = course.check(folder, "--target", "compose", "--only", "P1-01", stage=2)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "the app ended with exit code 1 before it was ready" in done.stdout
    assert "SETTING is missing" in done.stdout


@needs_engine
def test_an_image_that_cannot_be_built_is_said(course, containers):
    """A Dockerfile that fails is the app's fault, and its last words are shown."""
    folder = containers("chat.py")
    (folder / "Dockerfile").write_text(f"FROM {BASE}\nRUN python -c 'exit(\"no luck\")'\n", encoding="utf-8")

    done = course.check(folder, "--target", "compose", "--only", "P1-01", stage=2)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "docker compose: " in done.stdout
    assert "no luck" in done.stdout


def test_only_ports_keys_and_pace_are_replaced():
    """The override publishes what checks need on this machine only, and keeps the container's side."""
    services = {
        "api": {"build": ".", "ports": [{"target": 9000}], "env_file": [{"path": "simulator.env"}, ".env"]},
        "provider": {"image": "simulator", "command": ["--tokens-per-second", "40"]},
        "redis": {"image": "redis:8", "ports": ["6379:6379"]},
    }

    text = Override(services, "course-1", "sk-sim-key", 20001, 20002, {"JWT_SECRET": "x"}, None).text()

    assert "127.0.0.1:20001:9000" in text
    assert "127.0.0.1:20002:9101" in text
    assert text.count("6379") == 0
    assert ("simulator.env" in text, "- .env" in text) == (True, False)
    assert "ANTHROPIC_BASE_URL: http://provider:9100/anthropic" in text
    assert "command: !override []" in text


@pytest.fixture
def url():
    """The good app at a URL, started by someone else."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, APPS / "good.py", str(port)], stdout=subprocess.DEVNULL
    ) as process:
        yield f"http://127.0.0.1:{port}"
        process.kill()


def test_an_app_at_a_url_is_checked(course, url):
    """What runs somewhere else is asked where it is; what cannot be seen from outside is skipped."""
    course.submission("good", stage=2).rename(course.root / "projects/02_good")

    done = course.run("check", 2, "--target", url, "--report", "results.json")

    assert done.returncode == 0, done.stdout + done.stderr
    assert [course.outcomes[id_] for id_ in ("P2-01", "P2-03", "P1-01")] == ["skipped", "skipped", "pass"]
    assert "only with --control-url" in done.stdout
    assert "can be proved only on process or compose" in done.stdout
