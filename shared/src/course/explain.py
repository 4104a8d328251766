"""`course explain`: answer a box in your own words and compare; or see how a box is checked."""

import sys
from textwrap import indent

from rich.console import Console
from rich.markup import escape
from rich.prompt import IntPrompt

from course import catalog, progress, proofs, topics
from course.catalog import AnswerKey, AutoItem
from course.output import bullets, console, panel
from course.topics import Box, ExplainBox, LabBox, Question
from course.usage import WrongUsage

SCALE = "0 = missed it, 1 = partly, 2 = I said what the key says"


def explain(item_id: str, *, score: int | None = None) -> None:
    """Explain a box, or let the learner explain it."""
    out = console()
    if topics.is_topic_id(item_id):
        _explain_topic(out, topics.find(item_id), score)
        return
    item = catalog.find(item_id)
    if isinstance(item, AutoItem):
        _show_proof(out, item)
        return
    panel(out, f"{item.id}: {escape(item.text)}", [escape(item.ask), "", f"Why: {escape(item.why)}"])
    _compare(out, item.id, item.key, score, item.read)


def _explain_topic(out: Console, item: Box | Question, score: int | None) -> None:
    if isinstance(item, LabBox):
        rule = proofs.lab_rules().get(item.id, "There is no proof yet.")
        lines = [f"How it is checked: {escape(rule)}", f"See it happen: course lab {item.id}"]
        panel(out, f"{item.id}: {escape(item.text)}", lines)
        return
    title = f"{item.id}: {escape(item.text)}" if isinstance(item, ExplainBox) else item.id
    panel(out, title, [escape(item.ask)])
    _compare(out, item.id, item.key, score)


def _compare(
    out: Console, item_id: str, key: AnswerKey, score: int | None, read: tuple[str, ...] = ()
) -> None:
    """Read an answer, then open the key, then read a rating and keep it."""
    answer = _read_answer(out)
    show_key(out, key, read)
    rated = _read_score(out) if score is None else score
    if rated is None:
        out.print(f"Not rated. Rate it with: course explain {item_id} --score 0, 1 or 2 ({SCALE})")
        return
    progress.rate(item_id, score=rated, answer=answer)
    out.print(f"Noted as your own rating: {rated} of 2.")


def _show_proof(out: Console, item: AutoItem) -> None:
    rule = proofs.rules().get(item.id, "There is no proof yet.")
    lines = [f"Why: {escape(item.why)}", f"How it is checked: {escape(rule)}"]
    lines += [f"Needs: {', '.join(item.needs)}"] if item.needs else []
    lines += ["Read:", *bullets(item.read)] if item.read else []
    panel(out, f"{item.id}: {escape(item.text)}", [*lines, "", f"Stuck? course hint {item.id}"])


def _read_answer(out: Console) -> str:
    """Read the answer: to an empty line in a terminal, else the whole of stdin."""
    if sys.stdin.isatty():
        out.print("Your answer, then an empty line:")
        lines = list(iter(_line, ""))
        answer = "\n".join(lines).strip()
    else:
        answer = sys.stdin.read().strip()
    if not answer:
        raise WrongUsage("no answer was given, so the key stays closed: write a sentence first")
    return answer


def _line() -> str:
    try:
        return input("> ")
    except EOFError:
        return ""


def show_key(out: Console, key: AnswerKey, read: tuple[str, ...] = ()) -> None:
    """Print what a good answer says, and what is often said and wrong."""
    lines = [
        "A good answer mentions:",
        *bullets(key.must_mention),
        "",
        "A good answer:",
        escape(indent(key.good_answer.strip(), "  ")),
    ]
    lines += ["", "Often said, and wrong:", *bullets(key.common_wrong)]
    lines += ["", "Read:", *bullets(read)] if read else []
    panel(out, "The key", lines)


def _read_score(out: Console) -> int | None:
    if not sys.stdin.isatty():
        return None
    return IntPrompt.ask(f"How good was yours? ({SCALE})", choices=["0", "1", "2"], console=out)
