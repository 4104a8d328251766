"""`course lab`: run a lab with what it needs, show what happened and when, and prove its boxes."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack

from rich.console import Console
from rich.markup import escape

from course import progress
from course.interrupts import terminable
from course.labs import choosing, services
from course.output import console, table
from course.places import shown
from course.process import WATCH
from course.services import NoService
from course.topics import Lab, every_lab
from course.usage import EXIT_FAILED, EXIT_PASSED


def lab(wanted: str | None, *, prove: bool = True) -> int:
    """Run the labs that are meant, or list all; return the exit code."""
    out = console()
    if wanted is None:
        _list(out)
        return EXIT_PASSED
    codes = []
    for one in choosing.chosen(wanted):
        codes.append(_run(out, one))
        if prove and not one.wrong and codes[-1] == EXIT_PASSED:
            codes.append(_prove(out, choosing.boxes_of(one)))
    return max(codes)


def _list(out: Console) -> None:
    rows = table(out, "Lab", "Shows", "Boxes")
    for file, one in every_lab().items():
        rows.add_row(file, escape(choosing.title(one)), ", ".join(choosing.boxes_of(one)) or "the wrong way")
    out.print(rows)
    out.print("Run one with: course lab T2.1.3 (a sub-heading), T2.1.3-01 (a box), or its name")


def _run(out: Console, lab: Lab) -> int:
    """Run one lab in a process of its own; each line of its output comes with the time since the first."""
    out.print(f"[bold]{escape(shown(lab.path))}[/]  {escape(choosing.title(lab))}")
    try:
        services.require(lab.needs)
    except NoService as why:
        out.print(f"[yellow]NOT RUN[/]: {escape(str(why))}\n")
        return EXIT_PASSED
    with terminable(), ExitStack() as ends:
        ends.callback(WATCH.close)
        env = dict(os.environ)
        for service in lab.needs:
            env |= services.start(service, ends, paced=True)
        code = _follow(out, [sys.executable, "-u", str(lab.path)], env)
    if code:
        out.print(f"[red]the lab ended with exit code {code}[/]\n")
        return EXIT_FAILED
    out.print()
    return EXIT_PASSED


def _follow(out: Console, argv: list[str], env: dict[str, str]) -> int:
    began = 0.0
    with subprocess.Popen(
        argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    ) as process:
        for line in process.stdout or ():
            began = began or time.monotonic()
            out.print(f"[dim]{time.monotonic() - began:6.2f} s[/]  {escape(line.rstrip())}")
    return process.returncode


def _prove(out: Console, boxes: list[str]) -> int:
    """Run the tests of these boxes with the lab as it is in its file now, and remember what they said."""
    from course.labs.verdicts import verdicts  # noqa: PLC0415 - it needs pytest, which takes a moment

    said = verdicts(boxes)
    for box, verdict in said.items():
        colour = {"pass": "green", "fail": "red"}.get(verdict.outcome, "yellow")
        word = {"pass": "holds", "fail": "does not hold"}.get(verdict.outcome, "NOT RUN")
        out.print(f"[{colour}]{box} {word}[/]: {escape(verdict.text)}")
    out.print()
    progress.record_labs({box: verdict.outcome for box, verdict in said.items()})
    return EXIT_FAILED if any(verdict.outcome == "fail" for verdict in said.values()) else EXIT_PASSED
