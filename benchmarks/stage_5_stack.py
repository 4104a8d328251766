"""Stage 5 as it runs: two workers of uvicorn, a real Redis, the simulator, and a crowd of users with keys."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import socket
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psutil

from course.process import Process
from course.services.redis import RedisServer
from course.simulator import start_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

STAGE = Path(__file__).parents[1] / "projects" / "05_production_chat"
HASH = "$argon2id$v=19$m=8,t=1,p=1$wZk61g3baOeBWm5BbsTM4w$xAFC0HonViQwvY6K6KIogOXNhviJMVVn+JbaYMFD9g8"
PATHS = {"ANTHROPIC": "/anthropic", "OPENAI": "/openai/v1", "OPENROUTER": "/openrouter/api/v1"}
PATIENCE = 180  # seconds, for the start on a busy machine


@dataclass(frozen=True)
class User:
    """One of the crowd. Who is of the tier `free` has few requests, who is of `premium` more than enough."""

    name: str
    tier: str
    role: str = "user"

    @property
    def key(self) -> str:
        return f"gk_{self.name}_{'0' * 40}"

    def toml(self) -> str:
        digest = hashlib.sha256(self.key.encode()).hexdigest()
        scopes = '"chat", "models"' + (', "admin"' if self.role == "admin" else "")
        user = f'[users.{self.name}]\npassword = "{HASH}"\ntier = "{self.tier}"\nrole = "{self.role}"\n'
        return f'{user}[keys.{self.name}]\ndigest = "{digest}"\nuser = "{self.name}"\nscopes = [{scopes}]\n'


class Stack:
    """All processes, in one folder; each is ended by its own id."""

    def __init__(self, folder: Path, users: list[User], settings: dict[str, str], workers: int = 2) -> None:
        self.folder, self.users = folder, users
        self.simulator = start_simulator(folder / "simulator.log").wait()
        self.redis = RedisServer(folder)
        self.redis.start()
        (folder / "users.toml").write_text("".join(user.toml() for user in users), encoding="utf-8")
        (folder / "metrics").mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.app = self._start(workers, settings)
        self._wait_for(workers)

    def _start(self, workers: int, settings: dict[str, str]) -> Process:
        argv = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--no-proxy-headers"]
        argv += ["--port", str(self.port), "--workers", str(workers), "--timeout-graceful-shutdown", "15"]
        argv += ["--timeout-worker-healthcheck", "60"]  # at 5 s, a busy machine has healthy workers killed
        argv += [
            "--timeout-keep-alive",
            "75",
        ]  # at 5 s, it closes what a client that thinks for 5 s uses next
        told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        for vendor, path in PATHS.items():
            told |= {f"{vendor}_API_KEY": "sk-sim-load", f"{vendor}_BASE_URL": self.simulator.data_url + path}
        told |= {
            "JWT_SECRET": "x" * 32,
            "USERS_FILE": str(self.folder / "users.toml"),
            "REDIS_URL": self.redis.url,
            "PROMETHEUS_MULTIPROC_DIR": str(self.folder / "metrics"),
            "LOG_FORMAT": "json",
            "COOLDOWN_AFTER": "1000000",
            "TOKENS_PER_DAY_FREE": "1000000000",
            "TOKENS_PER_DAY_PREMIUM": "1000000000",
            **settings,
        }
        return Process(argv, cwd=STAGE, env=told, log=self.folder / "app.log")

    def _wait_for(self, workers: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.app.exit_code() is None:
            if self.app.log_text().count("Application startup complete") >= workers:
                return
            time.sleep(0.1)
        raise SystemExit(f"the app did not start:\n{self.app.log_text()[-2000:]}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.app.stop()
        self.redis.close()
        self.simulator.stop()

    def script(self, *rules: dict[str, Any]) -> None:
        """Tell the simulator which requests meet which fault."""
        body = json.dumps({"rules": rules}).encode()
        request = urllib.request.Request(  # noqa: S310 - our own simulator
            f"{self.simulator.control_url}/script", body, {"content-type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - our own simulator

    def workers(self) -> list[psutil.Process]:
        """Return the processes that serve: not the one that watches them, nor Python's own helpers."""
        found = []
        for child in psutil.Process(self.app.pid).children():
            with contextlib.suppress(psutil.Error):  # one that has just ended
                if "spawn_main" in " ".join(child.cmdline()):
                    found.append(child)
        return found

    def memory(self) -> list[float]:
        """Return each worker's resident memory, in MiB."""
        return [worker.memory_info().rss / 2**20 for worker in self.workers()]

    def kill_a_worker(self) -> int:
        """End one worker as the kernel would when memory runs out."""
        worker = self.workers()[0]
        worker.send_signal(signal.SIGKILL)
        return worker.pid

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the log's lines; what is no JSON comes as {"garbled": …}."""
        for line in self.app.log_text().splitlines():
            if line.startswith("INFO:"):  # uvicorn's parent, which knows nothing of the app's format
                continue
            with contextlib.suppress(ValueError):
                yield json.loads(line)
                continue
            yield {"garbled": line}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
