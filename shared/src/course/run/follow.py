"""Show what the processes log, line by line, and chat in between."""

import os
import queue
import signal
import sys
import threading
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from course.run.chat import Chat
from course.run.launch import Launch
from course.usage import EXIT_FAILED

BEAT = 0.1  # seconds between two looks at the logs
COLOURS = ("cyan", "magenta")


class Tail:
    """The new whole lines of a growing file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._rest = b""

    def lines(self) -> list[str]:
        *whole, self._rest = (self._rest + self._file.read()).split(b"\n")
        return [line.decode(errors="replace").rstrip("\r") for line in whole]


def follow(out: Console, launch: Launch, chat: Chat | None) -> int:
    """Print the logs with the name of who wrote them until one of the processes ends."""
    tails = {name: Tail(process.log) for name, process in launch.processes.items()}
    typed = _typed_lines() if chat else queue.Queue[str]()
    while True:
        ended = {name: process.exit_code() for name, process in launch.processes.items()}
        for (name, tail), colour in zip(tails.items(), COLOURS, strict=False):
            for line in tail.lines():
                out.print(f"[{colour}]{name:>8} │[/] {escape(line)}", soft_wrap=True)
        for name, code in ended.items():
            if code is not None:
                out.print(f"[red]{name} ended by itself with exit code {code}[/]")
                return EXIT_FAILED
        try:
            message = typed.get(timeout=BEAT)
        except queue.Empty:
            continue
        if chat and message:
            chat.say(out, message)


def _typed_lines() -> queue.Queue[str]:
    """Return a queue of what is typed, where somebody can type."""
    typed: queue.Queue[str] = queue.Queue()
    if sys.stdin.isatty():
        if hasattr(signal, "SIGTTIN"):  # started with `&`: no keyboard then, but also no stop
            signal.signal(signal.SIGTTIN, signal.SIG_IGN)
        threading.Thread(target=_read, args=(typed,), daemon=True).start()
    return typed


def _read(typed: queue.Queue[str]) -> None:
    """Read lines below Python's own buffer, whose lock a thread must not hold when the program ends."""
    while True:
        try:
            data = os.read(sys.stdin.fileno(), 65_536)
        except (OSError, ValueError):  # in the background, or closed
            return
        if not data:
            return
        typed.put(data.decode(errors="replace").strip())
