"""`course check`: prove the boxes of a stage."""

import os
import secrets
import shlex
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, Unpack

from rich.console import Console

from course import progress
from course.interrupts import terminable
from course.places import checks_folder, new_run_folder
from course.plan import plan
from course.process import WATCH
from course.report import check_names, write
from course.report.terminal import TerminalReport
from course.results import Run
from course.session import CheckSession
from course.stage import find_stage
from course.targets import Context, Target
from course.usage import WrongUsage

READY_TIMEOUT = 20.0
ROOTED = ("process", "compose", None)  # the targets that are started from a folder


class Options(TypedDict, total=False):
    """How a check may be asked for, beyond what it proves and where its result goes."""

    target: str
    submission: Path | None
    venv: Path | None
    control_url: str | None
    ready_timeout: float


def check(
    number: int,
    *,
    only: Sequence[str] = (),
    own: bool = False,
    report: Path | Sequence[Path] | None = None,
    **options: Unpack[Options],
) -> int:
    """Check a stage, show it, write the reports; return the exit code."""
    reports = [report] if isinstance(report, Path) else list(report or ())
    check_names(reports)
    boxes = plan(number, only, own=own)
    context = _context(number, options)
    target = _target(context, options)
    run = Run(
        stage=number,
        title=context.stage.title,
        target=options.get("target", "process"),
        submission=str(options.get("submission") or context.stage.folder.name),
        started=datetime.now(UTC),
        results=[box.result() for box in boxes],
    )
    screen = TerminalReport(Console(), run)
    with screen.showing():
        _prove(CheckSession(run, boxes, target, context, screen))
    _note_how_to_ask_again(run, options.get("submission"))
    write([context.run_folder / "results.json", *reports], run)
    progress.record(run, _place(context, run.target))
    screen.conclude()
    return run.exit_code


def _place(context: Context, target: str) -> str:
    """Return what the progress is about: a folder, or else an address."""
    return str(context.stage.folder) if context.has_folder else target


def _note_how_to_ask_again(run: Run, submission: Path | None) -> None:
    """Say how the app is started that the shown requests are for; a process has ended with the run."""
    asked = any(result.evidence and result.evidence.curl for result in run.results)
    if asked and run.target == "process":
        words = ["course", "run", str(run.stage), *(["--submission", str(submission)] if submission else [])]
        run.notes.append(f"to send a request yourself, start the app first: {shlex.join(words)}")


def _prove(session: CheckSession) -> None:
    """Run pytest over the checks, and end everything whatever happens."""
    began = time.monotonic()
    try:
        with terminable():
            _run_pytest(session)
    except KeyboardInterrupt:
        session.run.interrupted = True
    finally:
        session.target.close()
        WATCH.close()
        session.run.seconds = round(time.monotonic() - began, 3)


def _run_pytest(session: CheckSession) -> None:
    import pytest  # noqa: PLC0415 - a third of a second that wrong usage need not wait for

    from course import fixtures  # noqa: PLC0415 - needs pytest
    from course.plugin import ChecksPlugin  # noqa: PLC0415 - needs pytest

    arguments = [str(checks_folder()), "-c", os.devnull, "--rootdir", str(checks_folder()), "--capture=no"]
    arguments += ["--disable-plugin-autoload", "--continue-on-collection-errors", "--strict-markers"]
    arguments += ["-p", "no:cacheprovider", "-p", "no:terminal"]
    arguments += [
        "-p",
        "no:unraisableexception",
        "-p",
        "no:threadexception",
    ]  # each collects garbage at length
    plugin = ChecksPlugin(session)
    code = pytest.main(arguments, plugins=[plugin, fixtures])
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    session.miss_none()


def _context(number: int, options: Options) -> Context:
    if (venv := options.get("venv")) and not venv.is_dir():
        raise WrongUsage(f"--venv {venv}: there is no such folder")
    return Context(
        stage=find_stage(number, options.get("submission")),
        run_folder=new_run_folder(),
        key=f"sk-sim-marker-{secrets.token_hex(8)}",
        jwt_secret=f"jwt-secret-marker-{secrets.token_hex(16)}",
        ready_timeout=options.get("ready_timeout", READY_TIMEOUT),
        venv=venv,
        control_url=options.get("control_url"),
        has_folder=bool(options.get("submission")) or options.get("target") in ROOTED,
    )


def _target(context: Context, options: Options) -> Target:
    name = options.get("target", "process")
    if context.control_url and not name.startswith("http"):
        raise WrongUsage("--control-url is for an app at a URL: --target http://…")
    if name == "process":
        from course.targets.process import ProcessTarget  # noqa: PLC0415 - only the one that is used

        return ProcessTarget(context)
    if name == "compose":
        from course.targets.compose import ComposeTarget  # noqa: PLC0415 - the same

        return ComposeTarget(context)
    if name.startswith(("http://", "https://")):
        from course.targets.url import UrlTarget  # noqa: PLC0415 - the same

        return UrlTarget(context, name)
    raise WrongUsage(f"there is no target {name}; the targets are process, compose, or a URL")
