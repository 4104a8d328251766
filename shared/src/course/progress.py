"""What the learner has done so far (`.runs/progress.json`): proofs, hints read, ratings by oneself."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from course import repository
from course.results import Run
from course.usage import WrongUsage

Score = Annotated[int, Field(ge=0, le=2)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Proof(_Record):
    """What a machine last said about a box."""

    outcome: Literal["pass", "fail"]
    at: datetime


class Rating(_Record):
    """What the learner answered, and how good they found it beside the key."""

    score: Score
    answer: str
    at: datetime


class Progress(_Record):
    """Everything that is remembered; a box that a later stage carries has a proof in each of them."""

    format: Literal["course-progress-1"] = "course-progress-1"
    proofs: dict[int, dict[str, Proof]] = {}
    places: dict[int, str] = {}  # the folder, or the address, that a stage's proofs are about
    labs: dict[str, Proof] = {}  # what the labs' tests last said about the boxes of the topics
    hints: dict[str, int] = {}
    ratings: dict[str, Rating] = {}

    def outcome(self, stage: int, item_id: str) -> Literal["pass", "fail", "open"]:
        proof = self.proofs.get(stage, {}).get(item_id)
        return proof.outcome if proof else "open"


def load() -> Progress:
    """Read the progress; none yet is an empty one."""
    path = repository.runs_folder() / "progress.json"
    try:
        return Progress.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Progress()
    except ValidationError as error:
        raise WrongUsage(
            f"{path} cannot be read; delete it to begin again: {error.errors()[0]['msg']}"
        ) from error


@contextmanager
def changed() -> Iterator[Progress]:
    """Yield the progress and write it back, whole or not at all."""
    progress = load()
    yield progress
    path = repository.runs_folder() / "progress.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".progress-{os.getpid()}.json")
    fresh.write_text(progress.model_dump_json(indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def record(run: Run, place: str) -> None:
    """Remember what a run of `course check` proved; a box it says nothing about keeps what it had.

    What was proved of another place is forgotten: one app's proof says nothing about another.
    """
    with changed() as progress:
        if progress.places.get(run.stage) != place:
            progress.proofs.pop(run.stage, None)
        progress.places[run.stage] = place
        proofs = progress.proofs.setdefault(run.stage, {})
        for result in run.results:
            if result.outcome in {"pass", "fail"}:
                proofs[result.id] = Proof.model_validate({"outcome": result.outcome, "at": datetime.now(UTC)})
            elif result.outcome == "blocked":
                proofs.pop(result.id, None)


def record_labs(outcomes: Mapping[str, str]) -> None:
    """Remember what the labs' tests said; a box that was not run keeps what it had."""
    with changed() as progress:
        for box, outcome in outcomes.items():
            if outcome in {"pass", "fail"}:
                progress.labs[box] = Proof.model_validate({"outcome": outcome, "at": datetime.now(UTC)})


def open_hints(item_id: str, *, of: int, more: bool) -> tuple[int, int]:
    """Return the first and last of the hints to show now: the next, all that are left, or again all."""
    with changed() as progress:
        read = progress.hints.get(item_id, 0)
        last = of if more or read >= of else read + 1
        progress.hints[item_id] = last
    return (1 if read >= of else read + 1, last)


def rate(item_id: str, *, score: int, answer: str) -> None:
    """Keep the learner's own rating of an answer, apart from what machines prove."""
    with changed() as progress:
        progress.ratings[item_id] = Rating(score=score, answer=answer, at=datetime.now(UTC))
