"""Run the checks on every wrong version of a stage, and see which boxes it fails."""

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from course import repository
from course.mutants.edits import Mutant, write_copy
from course.process import WATCH, Process, tail
from course.results import Run

PATIENCE = {"process": 300.0, "compose": 1200.0}  # seconds for all checks of one mutant
START_TIMEOUT = "120"  # seconds: several apps start at once, and one that is late must not pass for wrong
CLEANING_UP = 60.0  # seconds that interrupted checks get
BEAT = 0.05


@dataclass(frozen=True)
class Verdict:
    """Which boxes a mutant failed; `error` says why that cannot be known."""

    mutant: Mutant
    failed: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    error: str = ""
    seconds: float = 0.0

    @property
    def is_caught(self) -> bool:
        return not self.error and self.failed == self.mutant.kills

    @property
    def text(self) -> str:
        """The verdict in a few words."""
        missing, beyond = self.mutant.kills - self.failed, self.failed - self.mutant.kills
        if self.error:
            return f"error: {self.error}"
        if not self.failed:
            unseen = f" ({_list(missing & self.skipped)} skipped)" if missing & self.skipped else ""
            return f"survives: nothing fails{unseen}"
        parts = [f"does not fail {_list(missing)}"] if missing else []
        parts += [f"also fails {_list(beyond)}"] if beyond else []
        return ", ".join(parts) or f"caught by {_list(self.failed)}"


@dataclass
class _Check:
    """The checks running on one mutant."""

    mutant: Mutant
    folder: Path
    process: Process
    began: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        return self.process.exit_code() is not None or self.seconds > PATIENCE[self.mutant.target]

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def verdict(self) -> Verdict:
        code, seconds = self.process.exit_code(), round(self.seconds, 1)
        if code is None:
            return Verdict(self.mutant, error=f"not done after {seconds:g} s", seconds=seconds)
        try:
            run = Run.model_validate_json((self.folder / "result.json").read_bytes())
        except (OSError, ValidationError):
            said = " ".join(tail(self.process.log_text(), 1))
            return Verdict(self.mutant, error=f"exit code {code}: {said}", seconds=seconds)
        boxes = {
            outcome: frozenset(result.id for result in run.results if result.outcome == outcome)
            for outcome in ("fail", "skipped")
        }
        broken = [f"{result.id}: {result.reason}" for result in run.results if result.outcome == "error"]
        error = f"the harness broke at {'; '.join(broken)}" if broken else ""
        error = error or ("" if code in {0, 1} else f"exit code {code}: {tail(self.process.log_text(), 1)}")
        error = "interrupted" if run.interrupted else error
        return Verdict(self.mutant, boxes["fail"], boxes["skipped"], error, seconds)


def verdicts(
    number: int, mutants: Sequence[Mutant], jobs: int, *, quick: bool = False
) -> Generator[Verdict, None, None]:
    """Yield each verdict when it is known, from so many checks at a time; all end if the caller goes.

    `quick`: a mutant meets only the boxes it must fail; whether it fails others is not seen.
    """
    with contextlib.ExitStack() as ends:
        scratch = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="mutants-")))
        # All are written before the first is run, so that an edit of the stage in between does not matter.
        waiting = [(mutant, write_copy(mutant, number, scratch / mutant.name)) for mutant in mutants]
        running: list[_Check] = []
        ends.callback(WATCH.close)
        ends.callback(_end_all, running)
        while waiting or running:
            while waiting and len(running) < jobs:
                mutant, copy = waiting.pop(0)
                running.append(_start(number, mutant, scratch / mutant.name, copy, quick=quick))
            for check in [check for check in running if check.is_over]:
                running.remove(check)
                verdict = check.verdict()
                check.process.stop()
                yield verdict
            time.sleep(BEAT)


def _start(number: int, mutant: Mutant, folder: Path, copy: Path, *, quick: bool) -> _Check:
    argv = [sys.executable, "-m", "course", "check", str(number), "--submission", str(copy)]
    argv += ["--target", mutant.target, "--report", str(folder / "result.json")]
    argv += ["--ready-timeout", START_TIMEOUT]
    argv += [word for box in sorted(mutant.kills) if quick for word in ("--only", box)]
    argv += ["--alone"] if quick else []
    # A run of its own folder keeps `.runs/latest` and the learner's progress as they are.
    env = {**os.environ, "COURSE_ROOT": str(repository.root()), "COURSE_RUNS": str(folder / "runs")}
    return _Check(mutant, folder, Process(argv, cwd=folder, env=env, log=folder / "output.log"))


def _end_all(checks: list[_Check]) -> None:
    """Ask all checks to end, and let each clean up what it started, containers too."""
    for check in checks:
        with contextlib.suppress(OSError):
            os.kill(check.process.pid, signal.SIGTERM)
    for check in checks:
        check.process.ended_within(CLEANING_UP)
        check.process.stop()


def _list(boxes: frozenset[str]) -> str:
    return ", ".join(sorted(boxes))
