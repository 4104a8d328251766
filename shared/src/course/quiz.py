"""`course quiz`: some questions of a section, each answered before its key is shown, and a score."""

import random
import sys

from rich.console import Console
from rich.markup import escape

from course import progress, topics
from course.explain import SCALE, show_key
from course.output import console, panel
from course.topics import Question
from course.usage import WrongUsage


def quiz(number: int, *, count: int, seed: int | None = None) -> None:
    """Ask questions of a section; those that went worst, or were never asked, come first."""
    out = console()
    drawn = draw(topics.load_section(number).questions, count, seed)
    if not drawn:
        raise WrongUsage(f"section {number} has no questions yet")
    scores = []
    for place, question in enumerate(drawn, start=1):
        panel(out, f"Question {place} of {len(drawn)}, {question.id}", [escape(question.ask)])
        if (score := _ask(out, question)) is None:
            break
        scores.append(score)
    out.print(
        f"{sum(scores)} of {2 * len(drawn)} points by your own rating, "
        f"{len(scores)} of {len(drawn)} answered."
    )


def draw(questions: list[Question], count: int, seed: int | None) -> list[Question]:
    """Return so many questions, by chance, but the ones with the lowest ratings first."""
    ratings = progress.load().ratings
    mixed = random.Random(seed).sample(questions, len(questions))  # noqa: S311 - nothing depends on it
    return sorted(mixed, key=lambda question: ratings[question.id].score if question.id in ratings else -1)[
        :count
    ]


def _ask(out: Console, question: Question) -> int | None:
    """Read an answer, show the key, read the rating and keep both; None when there is no more input."""
    if not (answer := _paragraph(out)):
        return None
    show_key(out, question.key)
    while (line := _line(f"How good was yours? ({SCALE}) ")) is not None:
        if line.strip() in {"0", "1", "2"}:
            progress.rate(question.id, score=int(line), answer=answer)
            return int(line)
    return None


def _paragraph(out: Console) -> str:
    """Read to an empty line; lines that are empty before the first word do not count."""
    if sys.stdin.isatty():
        out.print("Your answer, then an empty line:")
    lines: list[str] = []
    while (line := _line("> ")) is not None and (line.strip() or not lines):
        lines += [line] if line.strip() else []
    return "\n".join(lines).strip()


def _line(prompt: str) -> str | None:
    """Read a line, with a prompt where someone sits there; None at the end of the input."""
    try:
        return input(prompt) if sys.stdin.isatty() else _piped()
    except EOFError:
        return None


def _piped() -> str:
    if not (line := sys.stdin.readline()):
        raise EOFError
    return line.rstrip("\n")
