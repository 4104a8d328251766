"""A warm start, for mutants alone: a command is forked from a process that has imported its libraries.

It behaves as if it had been started, only sooner: it has a session, an environment and a log of its own, and
nothing of ours is imported beforehand. `starter.py` is that process; this is how it is asked.
"""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from course.faults import HarnessError

VARIABLE = "COURSE_STARTER"  # in a check: the number of the file by which it can ask, too
POSSIBLE = sys.platform == "linux"  # elsewhere a fork of so many libraries is not to be trusted
KILLED = -9  # what is said of a process whose starter has been killed: it was, too
LIMIT = 1 << 16  # bytes of one order; what does not fit is started cold


class Started:
    """A command that the starter has forked; what `subprocess.Popen` tells of one, this tells, too."""

    def __init__(self, said: socket.socket) -> None:
        self._said = said
        self._code: int | None = None
        self._asking = threading.Lock()
        try:
            pid = said.recv(16)
        except OSError:
            pid = b""
        if not pid:
            said.close()
            raise HarnessError("the starter of warm processes has ended")
        self.pid = int(pid)

    def begin(self) -> None:
        """Let it run: until then it waits, and ends when nobody is left to say so."""
        self._said.send(b"go")

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        with self._asking, contextlib.suppress(BlockingIOError):
            if self._code is None:
                self._code = self._heard()
                self._said.close()
        return self._code

    def _heard(self) -> int:
        try:
            return int(self._said.recv(16, socket.MSG_DONTWAIT) or KILLED)
        except ConnectionError:
            return KILLED

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, or raise TimeoutExpired."""
        if self.poll() is None:
            select.select([self._said], [], [], timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(15)


class Starter:
    """Asks for warm starts; `lends`: what is started may ask as well."""

    def __init__(self, asks: socket.socket, *, lends: bool = False) -> None:
        self._asks = asks
        self._lends = lends

    def start(
        self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], output: IO[bytes]
    ) -> Started | None:
        """Return the command, waiting to begin; None when it is none that can be forked."""
        order = json.dumps(
            {"argv": list(argv), "cwd": str(cwd), "env": dict(env), "by": os.getpid()}
        ).encode()
        if not is_python(argv) or len(order) > LIMIT:
            return None
        said, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        files = [theirs.fileno(), output.fileno(), *([self._asks.fileno()] if self._lends else [])]
        with theirs:
            try:
                socket.send_fds(self._asks, [order], files)
            except OSError:
                said.close()
                raise HarnessError("the starter of warm processes has ended") from None
        return Started(said)


def is_python(argv: Sequence[str]) -> bool:
    """Tell whether a command is `python -m …` or a console script, of the environment that this runs in."""
    program, ours = Path(argv[0]), Path(sys.executable).parent
    if program.parent != ours:
        return False
    if program.name.startswith("python"):
        return argv[1:2] == ["-m"]
    with program.open("rb") as script:
        return script.readline().startswith(f"#!{ours}/python".encode())


def inherited() -> Starter | None:
    """Return the starter that this process was lent, if any; what it starts does not hear of it."""
    number = os.environ.pop(VARIABLE, "")
    return Starter(socket.socket(fileno=int(number))) if number else None
