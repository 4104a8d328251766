"""The checks running on one folder: a mutant's, or the unchanged stage's."""

import contextlib
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from course import repository, warm
from course.faults import HarnessError
from course.mutants.edits import Mutant
from course.process import Process, tail
from course.results import Run
from course.stage import read_stage
from course.targets.environment import clean_environment, search_path

PATIENCE = {"process": 300.0, "compose": 1200.0}  # seconds for all checks of one mutant
START_TIMEOUT = "120"  # seconds: several apps start at once, and one that is late must not pass for wrong
CLEANING_UP = 60.0  # seconds that interrupted checks get


@dataclass
class Check:
    """`course check` of a copy of a stage, and what it leaves; no boxes are all, no mutant is none."""

    number: int
    copy: Path
    boxes: frozenset[str]
    mutant: Mutant | None = None
    began: float = 0.0

    def start(self, starter: warm.Starter | None) -> None:
        argv = [sys.executable, "-m", "course", "check", str(self.number), "--submission", str(self.copy)]
        argv += ["--target", self.target, "--report", str(self.folder / "result.json")]
        argv += ["--ready-timeout", START_TIMEOUT]
        argv += [word for box in sorted(self.boxes) for word in ("--only", box)]
        # A run of its own folder keeps `.runs/latest` and the learner's progress as they are.
        env = {**os.environ, "COURSE_ROOT": str(repository.root()), "COURSE_RUNS": str(self.folder / "runs")}
        starter = None if self.mutant and self.mutant.cold else starter
        self.began = time.monotonic()
        self.process = Process(
            argv, cwd=self.folder, env=env, log=self.folder / "output.log", starter=starter
        )

    @property
    def target(self) -> str:
        return self.mutant.target if self.mutant else "process"

    @property
    def folder(self) -> Path:
        return self.copy.parent.parent

    @property
    def is_over(self) -> bool:
        return self.process.exit_code() is not None or self.seconds > PATIENCE[self.target]

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 1)

    def result(self) -> tuple[Run | None, str]:
        """Return what the checks found, and why that says nothing about the folder, if so."""
        code = self.process.exit_code()
        if code is None:
            return None, f"not done after {self.seconds:g} s"
        said = " ".join(tail(self.process.log_text(), 1))
        try:
            run = Run.model_validate_json((self.folder / "result.json").read_bytes())
        except (OSError, ValidationError):
            return None, f"exit code {code}: {said}"
        broken = [f"{result.id}: {result.reason}" for result in run.results if result.outcome == "error"]
        if run.interrupted:
            return run, "interrupted"
        if broken:
            return run, f"the harness broke at {'; '.join(broken)}"
        return run, "" if code in {0, 1} else f"exit code {code}: {said}"


def end_all(checks: Sequence[Check]) -> None:
    """Ask all checks to end, and let each clean up what it started, containers too."""
    for check in checks:
        with contextlib.suppress(OSError):
            os.kill(check.process.pid, signal.SIGTERM)
    for check in checks:
        check.process.ended_within(CLEANING_UP)
        check.process.stop()


@contextlib.contextmanager
def warmth(stage_folder: Path, scratch: Path) -> Iterator[warm.Starter | None]:
    """Yield who starts checks, and what they check, without importing their libraries every time."""
    if not warm.POSSIBLE:
        yield None
        return
    modules = re.findall(r"([\w.]+):\w+", read_stage(stage_folder).run)[:1]
    env = clean_environment(search_path(stage_folder, None), scratch, stage_folder)
    argv = [sys.executable, "-m", "course.warm.starter", str(stage_folder), *modules]
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs:
            process = Process(argv, cwd=scratch, env=env, log=scratch / "starter.log", stdin=theirs.fileno())
        try:
            yield warm.Starter(ours, lends=True)
        except HarnessError as error:
            raise HarnessError(": ".join([str(error), *tail(process.log_text(), 1)])) from error
        finally:
            process.stop(grace=0)
