"""A server as a process on this machine, on a free port, with its files in a folder that goes with it."""

import os
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path

from course.faults import HarnessError
from course.ports import free_port
from course.process import Account, Process, tail
from course.targets.environment import PASSED_ON

HOST = "127.0.0.1"
PATIENCE = 20.0  # seconds for a start or an end
POLL = 0.02
UNPRIVILEGED = ("postgres", "nobody")


class LocalServer(ABC):
    """Starts, ends, and holds still its process; never anybody else's."""

    name: str
    ending = signal.SIGTERM
    url: str

    def __init__(self, run_folder: Path) -> None:
        self.port = free_port()
        self.account: Account | None = None
        self._log = run_folder / f"{self.name}.log"
        self._folder = tempfile.TemporaryDirectory(prefix=f"course-{self.name}-", ignore_cleanup_errors=True)
        self._process: Process | None = None

    @property
    def folder(self) -> Path:
        return Path(self._folder.name)

    @property
    def env(self) -> dict[str, str]:
        env = {name: os.environ[name] for name in (*PASSED_ON, "PATH") if name in os.environ}
        return env | {"HOME": str(self.folder)}

    def start(self) -> None:
        if self._process is not None:
            return
        self._process = Process(
            self.argv(), cwd=self.folder, env=self.env, log=self._log, account=self.account
        )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self._process.exit_code() is not None or time.monotonic() > deadline:
                said = " ".join(tail(self._process.log_text(), 1))
                raise HarnessError(f"{self.name} did not start: {said}")
            time.sleep(POLL)

    def stop(self) -> None:
        if self._process is not None:
            self.resume()
            self._process.send(self.ending)
            self._process.ended_within(PATIENCE)
            self._process.stop()
        self._process = None

    def pause(self) -> None:
        if self._process is not None:
            self._process.send_all(signal.SIGSTOP)

    def resume(self) -> None:
        if self._process is not None:
            self._process.send_all(signal.SIGCONT)

    def fault(self) -> str:
        """Say that it ended by itself, or nothing."""
        code = self._process.exit_code() if self._process else None
        return "" if code is None else f"{self.name} ended by itself (exit code {code})"

    def close(self) -> None:
        self.stop()
        self._folder.cleanup()

    @abstractmethod
    def argv(self) -> list[str]:
        """Return the command that starts it."""

    @abstractmethod
    def answers(self) -> bool:
        """Tell whether it is ready."""

    def call(self, *argv: str, timeout: float = PATIENCE) -> str:
        """Run a program as the server's own user; what it prints as an error is the harness's."""
        who = self.account.options if self.account else {}
        try:
            done = subprocess.run(
                argv, cwd=self.folder, env=self.env, capture_output=True, timeout=timeout, check=False, **who
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise HarnessError(f"{self.name}: {Path(argv[0]).name}: {error}") from error
        if done.returncode != 0:
            said = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise HarnessError(f"{self.name}: {Path(argv[0]).name}: {said}")
        return done.stdout.decode(errors="replace")


def unprivileged() -> Account | None:
    """Return somebody else to be, for a program that root may not run; None when this is not root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - only where there are such accounts

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return Account(known[name].pw_uid, known[name].pw_gid)
    raise HarnessError(f"root may not run this, and there is neither {' nor '.join(UNPRIVILEGED)} here")
