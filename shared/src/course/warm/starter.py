"""`python -m course.warm.starter FOLDER [MODULE]`: import what a stage and its checks need, fork on request.

Standard input is the socket of the requests. Here are no threads, no event loop, and no module of ours but
this one: a forked command finds what a fresh interpreter would, only that its libraries are there already.
"""

import contextlib
import gc
import importlib
import json
import multiprocessing.process
import os
import random
import runpy
import signal
import socket
import sys
import sysconfig
import time
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from course.warm import LIMIT, VARIABLE

CHECKS = ("pytest", "psutil", "httpx2", "rich.live", "typer", "yaml", "openai", "anthropic", "uvicorn.main")
LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))


class Starter:
    """Forks, and tells whoever asked the number of the process and, when it has ended, its exit code."""

    def __init__(self) -> None:
        self._requests = socket.socket(fileno=os.dup(0))
        self._told: dict[int, tuple[socket.socket, int]] = {}  # by pid: who is told of it, and whose it is
        signal.signal(signal.SIGCHLD, self._bury)

    def serve(self) -> None:
        """Return only in a fork, which is then what was asked for; end when nobody can ask any more."""
        while True:
            text, files, *_ = socket.recv_fds(self._requests, LIMIT, 3, socket.MSG_CMSG_CLOEXEC)
            if not text:
                raise SystemExit
            order, told = json.loads(text), socket.socket(fileno=files[0])
            pid = os.fork()
            if pid == 0:
                self._leave(told)
                become(order, *files[1:])
                return
            self._told[pid] = told, order["by"]
            with contextlib.suppress(OSError):
                told.send(b"%d" % pid)
            for file in files[1:]:
                os.close(file)

    def _leave(self, told: socket.socket) -> None:
        """Be nobody's starter, and wait for the word to begin."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for inherited in [self._requests, *(other for other, _ in self._told.values())]:
            inherited.close()
        if not told.recv(2):
            os._exit(0)  # who asked has gone
        told.close()

    def _bury(self, _number: int, _frame: FrameType | None) -> None:
        """Tell of all that have ended; what a check asked for does not outlive it."""
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                for one, (_, asked_by) in list(self._told.items()):  # a copy: this may interrupt itself
                    if asked_by == pid:
                        with contextlib.suppress(OSError):
                            os.killpg(one, signal.SIGKILL)
                if told := self._told.pop(pid, None):
                    with told[0], contextlib.suppress(OSError):
                        told[0].send(b"%d" % os.waitstatus_to_exitcode(status))


def become(order: dict[str, Any], output: int, *lent: int) -> None:
    """Take on everything that a fresh process would have been given."""
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    if lent:
        os.environ[VARIABLE] = str(lent[0])
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    time.tzset()
    random.seed()
    multiprocessing.process.ORIGINAL_DIR = order["cwd"]  # type: ignore[attr-defined] # where its own children begin
    alien = {"course"} if order["argv"][2:3] == ["course"] else {"course", "pytest", "_pytest"}
    for name in [name for name in sys.modules if name.partition(".")[0] in alien]:
        del sys.modules[name]
    sys.argv = order["argv"]


def run() -> None:
    """Run `sys.argv` as the interpreter would: a module, or a console script."""
    program = Path(sys.argv[0])
    if program.name.startswith("python"):
        del sys.argv[:2]
        sys.path.insert(0, str(Path.cwd()))
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, str(program.parent))
        runpy.run_path(str(program), run_name="__main__")


def rehearse(folder: str, module: str) -> TextIO:
    """Import a stage in a fork; what is read from it is whose libraries that took, in what environment."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        sys.path.insert(0, folder)
        with contextlib.suppress(BaseException):  # as far as it goes: the stage may want settings at once
            importlib.import_module(module)
        places = {
            name: getattr(getattr(module, "__spec__", None), "origin", None)
            for name, module in sys.modules.items()
        }
        names = [name for name, place in places.items() if str(place).startswith(LIBRARIES)]
        with os.fdopen(writing, "w") as report:
            json.dump({"env": dict(os.environ), "libraries": names}, report)
        os._exit(0)
    os.close(writing)
    return os.fdopen(reading)


def warm_up(folder: str, module: str = "") -> None:
    """Import everything, in the environment that the stage makes for it."""
    gc.disable()
    report = rehearse(folder, module) if module else None
    load(CHECKS)
    if report:
        with report:
            found = json.load(report)
        os.wait()
        os.environ.update(found["env"])
        load(found["libraries"])
    gc.collect()
    gc.freeze()
    gc.enable()


def load(names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(Exception):  # a missing one is missed by whoever needs it
            importlib.import_module(name)


if __name__ == "__main__":
    del sys.path[0]  # the folder that this was started in
    warm_up(*sys.argv[1:])
    Starter().serve()
    run()
