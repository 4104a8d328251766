"""Run the checks on every wrong version of a stage, and see which boxes it fails."""

import contextlib
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course.mutants.edits import Mutant, copy_stage, write_copy
from course.mutants.running import Check, end_all, warmth
from course.process import WATCH

BEAT = 0.05
REFERENCE = "_reference"  # no mutant can be called that


@dataclass(frozen=True)
class Verdict:
    """Which boxes a mutant failed; `error` says why that cannot be known."""

    mutant: Mutant
    failed: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    error: str = ""
    seconds: float = 0.0

    @classmethod
    def of(cls, mutant: Mutant, check: Check) -> "Verdict":
        run, error = check.result()
        failed, skipped = (
            frozenset(result.id for result in (run.results if run else []) if result.outcome == outcome)
            for outcome in ("fail", "skipped")
        )
        reasons = {result.id: result.reason for result in run.results} if run else {}
        return cls(mutant, failed, reasons, skipped, error, check.seconds)

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
        parts += [f"also fails {self._with_reasons(beyond)}"] if beyond else []
        return ", ".join(parts) or f"caught by {_list(self.failed)}"

    def _with_reasons(self, boxes: frozenset[str]) -> str:
        return ", ".join(f"{box} ({self.reasons.get(box, '')})" for box in sorted(boxes))


@dataclass(frozen=True)
class Reference:
    """What the same checks say of the unchanged stage, without which no mutant's failure proves anything."""

    passed: int
    skipped: int
    error: str

    @classmethod
    def of(cls, check: Check) -> "Reference":
        run, error = check.result()
        if run is None:
            return cls(0, 0, error)
        fails = [
            f"{result.id}: {result.reason}" for result in run.results if result.outcome in {"fail", "blocked"}
        ]
        error = error or (f"it fails {'; '.join(fails)}" if fails else "")
        return cls(run.count()["pass"], run.count()["skipped"], error)

    @property
    def text(self) -> str:
        if self.error:
            return f"error: {self.error}"
        return f"passes {self.passed} boxes" + (f", {self.skipped} skipped" if self.skipped else "")


def verdicts(
    number: int, mutants: Sequence[Mutant], jobs: int, *, quick: bool = False
) -> Generator[Verdict | Reference, None, None]:
    """Yield each verdict when it is known, from so many checks at a time; all end if the caller goes.

    `quick`: a mutant meets only the boxes it must fail, and what those need. Where they are
    processes, the unchanged stage meets the boxes of all of them: if it fails one, nothing is proved.
    """
    with contextlib.ExitStack() as ends:
        scratch = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="mutants-")))
        # All are written before the first is run, so that an edit of the stage in between does not matter.
        waiting = [_check_of(mutant, number, scratch, quick=quick) for mutant in mutants]
        ends.callback(WATCH.close)
        starter = None
        if any(mutant.target == "process" for mutant in mutants):
            boxes = (
                frozenset[str]().union(*(mutant.kills for mutant in mutants)) if quick else frozenset[str]()
            )
            waiting.insert(0, Check(number, copy_stage(number, scratch / REFERENCE), boxes))
            starter = ends.enter_context(warmth(waiting[0].copy, scratch))
        running: list[Check] = []
        ends.callback(end_all, running)
        while waiting or running:
            while waiting and len(running) < jobs:
                check = waiting.pop(0)
                check.start(starter)
                running.append(check)
            for check in [check for check in running if check.is_over]:
                running.remove(check)
                found = Verdict.of(check.mutant, check) if check.mutant else Reference.of(check)
                check.process.stop()
                yield found
            time.sleep(BEAT)


def _check_of(mutant: Mutant, number: int, scratch: Path, *, quick: bool) -> Check:
    copy = write_copy(mutant, number, scratch / mutant.name)
    return Check(number, copy, mutant.kills if quick else frozenset(), mutant)


def _list(boxes: frozenset[str]) -> str:
    return ", ".join(sorted(boxes))
