"""A finished stage with faults planted in it, beside the lab's simulator: its log is an exercise."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from pydantic import TypeAdapter

from course import repository
from course.loopback import client
from course.mutants.edits import LEFT_OUT, Mutant
from course.ports import free_port
from course.process import Process
from course.stage import Stage, read_stage
from course.targets.environment import clean_environment, search_path
from course.targets.ready import wait_until_ready
from course.users import Key, User

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds for the start, and for an answer


class Fault(Mutant):
    """One edit of a stage, and what a user says who has met it."""

    kills: frozenset[str] = frozenset()
    complaint: str


def faults() -> list[Fault]:
    """Return what can be planted in stage 5, in the order of its numbers."""
    path = repository.root() / "tests" / "mutants" / "planted.yaml"
    return TypeAdapter(list[Fault]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))


def kept(lines: Sequence[Mapping[str, Any]], name: str) -> Path:
    """Write log lines into a file among the results, where `jq` can read them; return its path."""
    path = repository.runs_folder() / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


class Running:
    """The stage as it runs, asked by its users; `log` has its lines when it has ended."""

    def __init__(self, url: str, keys: Mapping[str, str]) -> None:
        self._url, self._keys = url, keys
        self.log: list[dict[str, Any]] = []

    def ask(self, user: str, request_id: str, **question: object) -> int:
        """Send a user's question; return the status of the answer."""
        headers = {"X-API-Key": self._keys[user], "X-Request-ID": request_id}
        with client(base_url=self._url, timeout=PATIENCE) as http:
            return http.post("/v1/chat", json=question, headers=headers).status_code


@contextmanager
def stage_5(
    planted: Sequence[Fault], *, tiers: Mapping[str, str], settings: dict[str, str]
) -> Iterator[Running]:
    """Run a copy of stage 5 with these faults, for users of these tiers, as long as the block lasts."""
    with TemporaryDirectory(prefix="course-planted-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        stage = _copy(planted, folder / "stage")
        keys = _write_users(folder / "users.toml", tiers)
        port = free_port()
        path, log = search_path(stage.folder, None), folder / "stage.log"
        env = clean_environment(path, folder, stage.folder) | _providers() | settings
        env |= {"USERS_FILE": str(folder / "users.toml"), "JWT_SECRET": secrets.token_urlsafe(32)}
        program, *words = stage.command(HOST, port)
        argv = [shutil.which(program, path=path) or program, *words]
        process = Process(argv, cwd=stage.folder, env=env, log=log)
        url = f"http://{HOST}:{port}"
        running = Running(url, keys)
        try:
            wait_until_ready(url, stage.ready, PATIENCE, exit_code=process.exit_code, log=process.log_text)
            yield running
        finally:
            process.stop()
        running.log += map(json.loads, process.log_text().splitlines())  # a line may follow its answer


def _copy(planted: Sequence[Fault], folder: Path) -> Stage:
    shutil.copytree(repository.stage_folder(5), folder, ignore=LEFT_OUT)
    for fault in planted:
        (folder / fault.file).write_text(fault.edited(folder), encoding="utf-8")
    return read_stage(folder)


def _write_users(path: Path, tiers: Mapping[str, str]) -> dict[str, str]:
    """Write the stage's file of users, each with a key; return the keys."""
    users = [User(name, tier=tier) for name, tier in tiers.items()]
    keys = [Key(f"{user.name}-all", user.key, user.name, user.scopes) for user in users]
    path.write_text(
        "\n".join([*(user.toml for user in users), *(key.toml for key in keys)]), encoding="utf-8"
    )
    return {user.name: user.key for user in users}


def _providers() -> dict[str, str]:
    """Return what a lab is told of its simulator."""
    return {name: value for name, value in os.environ.items() if name.endswith(("_API_KEY", "_BASE_URL"))}
