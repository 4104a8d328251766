"""Start a process tree with its output in a file, and end the whole of it."""

import atexit
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import psutil

from course import reaper, warm

MARK_VARIABLE = "COURSE_RUN"
GRACE = 2.0  # seconds between asking a process to end and killing it


class Watch:
    """The reaper beside this process: whatever happens here, what was started is ended."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(8)
        self._reaper: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Have the reaper stand by before there is anything to end: an interrupt may come at any line."""
        if self._reaper is None:
            argv = [sys.executable, "-I", reaper.__file__]
            self._reaper = subprocess.Popen(argv, stdin=subprocess.PIPE, text=True, start_new_session=True)
            atexit.register(self.close)
            self.tell(mark=self.mark)

    def tell(self, **order: object) -> None:
        """Pass an order on."""
        self.start()
        if self._reaper is not None:
            with contextlib.suppress(OSError, ValueError):
                print(json.dumps(order), file=self._reaper.stdin, flush=True)

    def close(self) -> None:
        """End what is left of what was started here, wherever it went, and send the reaper home."""
        if self._reaper is not None:
            reaper.end_marked([self.mark])
            self.tell(done=True)
            self._reaper.communicate()
            self._reaper = None


WATCH = Watch()
LENT = warm.inherited()


class _AccountOptions(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Whom a program is run as, when this is root and the program may not be."""

    user: int
    group: int

    @property
    def options(self) -> _AccountOptions:
        """The words of `subprocess` for it."""
        return {"user": self.user, "group": self.group, "extra_groups": []}


class Process:
    """A running command in a session of its own; all its output goes to one file."""

    def __init__(  # noqa: PLR0913 - a process has all of these
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        log: Path,
        account: Account | None = None,
        stdin: int = subprocess.DEVNULL,
        starter: warm.Starter | None = None,
    ) -> None:
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        env = {**env, MARK_VARIABLE: WATCH.mark}
        starter = None if account else starter or LENT
        WATCH.start()
        with log.open("ab") as output:
            started = starter.start(argv, cwd=cwd, env=env, output=output) if starter else None
            self._popen = started or subprocess.Popen(
                argv,
                cwd=cwd,
                env=env,
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **(account.options if account else {}),
            )
        self.pid = self._popen.pid
        WATCH.tell(watch=self.pid)
        if started:
            started.begin()

    def exit_code(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._popen.poll()

    def ended_within(self, seconds: float) -> int | None:
        """Give a process that looks dead a moment; return its exit code, or None if it lives."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._popen.wait(seconds)
        return None

    def log_text(self) -> str:
        return self.log.read_bytes().decode(errors="replace") if self.log.exists() else ""

    def ask_to_stop(self) -> None:
        """Send SIGTERM to all of it, as Ctrl-C and a container's end reach all of it; do not wait."""
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.pid, signal.SIGTERM)
            else:
                self._popen.terminate()

    def cpu_seconds(self) -> float:
        """Return how long it has kept processors busy, with all that it started."""
        spent = 0.0
        for process in self._tree():
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                spent += times.user + times.system
        return spent

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the command itself, and to nothing that it started."""
        self._popen.send_signal(number)

    def send_all(self, number: signal.Signals) -> None:
        """Send a signal to the command and to all that it started."""
        for process in self._tree():
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)

    def stop(self, grace: float = GRACE) -> None:
        """Ask the tree to end, then end it."""
        tree = self._tree()
        for process in tree:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        self.ended_within(grace)
        for process in tree + self._tree():
            with contextlib.suppress(psutil.Error):
                process.kill()
        self._kill_group()
        self._popen.wait()
        WATCH.tell(forget=self.pid)

    def _tree(self) -> list[psutil.Process]:
        try:
            root = psutil.Process(self.pid)
            return [root, *root.children(recursive=True)]
        except psutil.Error:
            return []

    def _kill_group(self) -> None:
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self.pid, 9)


def tail(text: str, lines: int) -> list[str]:
    """Return the last lines of a log."""
    return text.splitlines()[-lines:]
