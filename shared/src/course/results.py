"""The one result format: the terminal's table, report.html and JUnit are made from it."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from course.usage import EXIT_FAILED, EXIT_HARNESS, EXIT_PASSED

EXIT_INTERRUPTED = 130

Outcome = Literal["pass", "fail", "error", "blocked", "skipped", "explain", "not run"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Evidence(_Record):
    """What is shown beside a box that failed."""

    expected: str = ""
    got: str = ""
    curl: str = ""
    earlier: list[str] = []
    reply: str = ""
    provider: list[str] | None = None
    log: list[str] = []
    traceback: str = ""
    folder: str = ""


class Result(_Record):
    """What became of one box."""

    id: str
    text: str
    heading: str
    carried_from: int | None = None
    outcome: Outcome = "not run"
    reason: str = ""
    rule: str = ""
    seconds: float = 0.0
    evidence: Evidence | None = None


class Run(_Record):
    """One run of the checks of a stage."""

    format: Literal["course-results-1"] = "course-results-1"
    stage: int
    title: str
    target: str
    submission: str
    started: datetime
    seconds: float = 0.0
    interrupted: bool = False
    notes: list[str] = []
    results: list[Result] = []

    def count(self) -> Counter[Outcome]:
        return Counter(result.outcome for result in self.results)

    @property
    def exit_code(self) -> int:
        """Say it as a number: a harness error outweighs a failed box, as no other result can be trusted."""
        count = self.count()
        if self.interrupted:
            return EXIT_INTERRUPTED
        if count["error"]:
            return EXIT_HARNESS
        return EXIT_FAILED if count["fail"] or count["blocked"] else EXIT_PASSED

    @property
    def summary(self) -> str:
        """The counts in one line."""
        count = self.count()
        words: list[tuple[Outcome, str]] = [
            ("pass", "passed"),
            ("fail", "failed"),
            ("error", "harness errors"),
            ("blocked", "blocked"),
            ("skipped", "skipped"),
            ("not run", "not run"),
            ("explain", "to explain"),
        ]
        return (
            ", ".join(f"{count[outcome]} {word}" for outcome, word in words if count[outcome]) or "no boxes"
        )


def read_run(path: Path) -> Run:
    """Read a result file."""
    return Run.model_validate_json(path.read_text(encoding="utf-8"))
