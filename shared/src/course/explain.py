"""`course explain`: answer a box in your own words and compare; or see how a box is checked."""

import sys

from rich.console import Console
from rich.markup import escape
from rich.prompt import IntPrompt

from course import catalog, progress, proofs
from course.catalog import AutoItem, ExplainItem
from course.output import bullets, console, panel
from course.usage import WrongUsage

SCALE = "0 = missed it, 1 = partly, 2 = I said what the key says"


def explain(item_id: str, *, score: int | None = None) -> None:
    """Explain a box, or let the learner explain it."""
    item = catalog.find(item_id)
    out = console()
    if isinstance(item, AutoItem):
        _show_proof(out, item)
        return
    panel(out, f"{item.id}: {escape(item.text)}", [escape(item.ask), "", f"Why: {escape(item.why)}"])
    answer = _read_answer(out)
    _show_key(out, item)
    rated = _read_score(out) if score is None else score
    if rated is None:
        out.print(f"Not rated. Rate it with: course explain {item.id} --score 0, 1 or 2 ({SCALE})")
        return
    progress.rate(item.id, score=rated, answer=answer)
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


def _show_key(out: Console, item: ExplainItem) -> None:
    key = item.key
    lines = [
        "A good answer mentions:",
        *bullets(key.must_mention),
        "",
        "A good answer:",
        f"  {escape(key.good_answer)}",
    ]
    lines += ["", "Often said, and wrong:", *bullets(key.common_wrong)]
    lines += ["", "Read:", *bullets(item.read)] if item.read else []
    panel(out, "The key", lines)


def _read_score(out: Console) -> int | None:
    if not sys.stdin.isatty():
        return None
    return IntPrompt.ask(f"How good was yours? ({SCALE})", choices=["0", "1", "2"], console=out)
