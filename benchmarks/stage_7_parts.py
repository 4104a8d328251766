"""What the capstone's stack is made of: replicas, the people who ask them, and what both have to know."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psutil

from course.ports import free_port
from course.process import Process

if TYPE_CHECKING:
    import psycopg

PROJECTS = Path(__file__).parents[1] / "projects"
STAGE = PROJECTS / "07_genai_backend_capstone"
VENDORS = {"ANTHROPIC": "/anthropic", "OPENAI": "/openai/v1", "OPENROUTER": "/openrouter/api/v1"}
PATIENCE = 180.0  # seconds, for a start on a busy machine
GENEROUS = {
    "RATE_LIMIT_PREMIUM": "1000000/hour",
    "TOKENS_PER_DAY_PREMIUM": "1000000000",
    "BUDGET_USD_PREMIUM": "100000",
    "COOLDOWN_AFTER": "1000000",  # one in ten fails: no model should rest for that
    "PROVIDER_ATTEMPT_TIMEOUT": "10",
    "PROVIDER_FIRST_TOKEN_TIMEOUT": "10",
    "PROVIDER_TIMEOUT": "20",
    "DATABASE_POOL": "10",
}


@dataclass(frozen=True)
class Person:
    """One of the crowd, with an API key in the database."""

    name: str

    @property
    def key(self) -> str:
        return f"gk_{self.name}_{'0' * 40}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.key.encode()).hexdigest()


class Replica:
    """One uvicorn with one process of a stage, on a port of its own; it can be ended and begun again."""

    def __init__(self, folder: Path, name: str, env: dict[str, str], stage: Path = STAGE) -> None:
        self.port, self.env, self.stage = free_port(), env, stage
        self.log = folder / f"{name}.log"
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        argv = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--port", str(self.port)]
        argv += ["--no-proxy-headers", "--no-access-log", "--timeout-graceful-shutdown", "15"]
        self.process = Process(argv, cwd=self.stage, env=self.env, log=self.log)

    def wait(self) -> Self:
        wait_for(self.url, self.process)
        return self

    def kill(self) -> None:
        """End it as the kernel would when memory runs out."""
        self.process.send_all(signal.SIGKILL)

    def end(self) -> None:
        """Ask it to stop, as `docker stop` does, and wait until it has answered what it had begun."""
        self.process.ask_to_stop()
        self.process.ended_within(20)  # as long as docker-compose.yml gives it
        self.process.stop()

    def cpu(self) -> float:
        """Return the seconds of CPU that it has used."""
        return self.process.cpu_seconds()

    def memory(self) -> float:
        """Resident memory in MiB; 0 when it does not run."""
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self.process.pid).memory_info().rss / 2**20
        return 0.0


def environment(simulator: str) -> dict[str, str]:
    """Return what any stage needs to ask the simulator."""
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for vendor, path in VENDORS.items():
        told |= {f"{vendor}_API_KEY": "sk-sim-load", f"{vendor}_BASE_URL": simulator + path}
    return told | {"JWT_SECRET": "x" * 32, "LOG_FORMAT": "json"} | GENEROUS


def invite(database: psycopg.Connection[Any], people: list[Person]) -> None:
    """Make accounts and keys for all, without the work of a password each."""
    users = "INSERT INTO users (id, name, password, role, tier, disabled, created_at)"
    keys = "INSERT INTO api_keys (id, user_id, name, digest, scopes, created_at)"
    with database.cursor() as cursor:
        cursor.executemany(
            f"{users} VALUES (%s, %s, '', 'user', 'premium', false, now())",
            [(f"user_{person.name}", person.name) for person in people],
        )
        cursor.executemany(
            f"{keys} VALUES (%s, %s, 'load', %s, 'chat models', now())",
            [(f"key_{person.name}", f"user_{person.name}", person.digest) for person in people],
        )


def control(url: str, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(url + path, data, headers, method=method)  # noqa: S310 - our own simulator
    with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310 - our own simulator
        text = reply.read()
    return json.loads(text) if text else None


def wait_for(url: str, process: Process) -> None:
    """Return once there is an answer from /health."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.exit_code() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/health", timeout=5):  # noqa: S310 - ours
            return
        time.sleep(0.1)
    raise SystemExit(f"{url} did not become ready:\n{process.log_text()[-2000:]}")
