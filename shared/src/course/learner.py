"""The learner's commands: where am I, what now, a hint."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from course import catalog, progress, proofs, topic_order, topics
from course.catalog import AutoItem, Checklist, ExplainItem, Item
from course.output import bullets, console, panel, table
from course.places import shown
from course.progress import Progress
from course.proofs import Proof
from course.repository import root
from course.topics import ExplainBox, LabBox, Section
from course.usage import WrongUsage


def status() -> None:
    """Print a line for every stage, and one for every section of topics."""
    out, so_far = console(), progress.load()
    rows = table(out, "Stage", "Title", "Proved", "Failed", "Open", "Rated by yourself")
    for checklist in catalog.checklists():
        rows.add_row(*_stage_row(checklist, so_far))
    out.print(rows)
    if sections := topics.sections():
        rows = table(out, "Section", "Title", "Proved", "Failed", "Open", "Rated by yourself", "Questions")
        for section in sections:
            rows.add_row(*_section_row(section, so_far))
        out.print("", rows)
    for stage, place in sorted(so_far.places.items()):
        if _is_url(place) or _is_somebodys(place):
            out.print(f"Stage {stage} is the one of {escape(place)}")
    out.print("Proved and failed are what course check and course lab last saw. What to do now: course next")


def _stage_row(checklist: Checklist, so_far: Progress) -> list[str]:
    items = catalog.items_for(checklist.stage)
    auto = [item.id for item in items if isinstance(item, AutoItem)]
    explain = [item.id for item in items if isinstance(item, ExplainItem)]
    outcomes = [so_far.outcome(checklist.stage, item) for item in auto]
    return [str(checklist.stage), escape(checklist.title), *_proved(outcomes), _rated(explain, so_far)]


def _section_row(section: Section, so_far: Progress) -> list[str]:
    auto = [item.id for item in section.items if isinstance(item, LabBox)]
    explain = [item.id for item in section.items if isinstance(item, ExplainBox)]
    outcomes = [so_far.labs[item].outcome if item in so_far.labs else "open" for item in auto]
    asked = [question.id for question in section.questions]
    columns = [*_proved(outcomes), _rated(explain, so_far), _rated(asked, so_far)]
    return [str(section.section), escape(section.title), *columns]


def _proved(outcomes: Sequence[str]) -> list[str]:
    """Return the columns about what a machine proved, failed, and was not asked about."""
    failed = outcomes.count("fail")
    return [
        f"[green]{outcomes.count('pass')}[/] of {len(outcomes)}" if outcomes else "-",
        f"[red]{failed}[/]" if failed else "0",
        str(outcomes.count("open")),
    ]


def _rated(ids: list[str], so_far: Progress) -> str:
    """Return the column about what the learner rated by themselves."""
    scores = [so_far.ratings[id_].score for id_ in ids if id_ in so_far.ratings]
    points = f", {sum(scores)} of {2 * len(ids)} points" if scores else ""
    return f"{len(scores)} of {len(ids)}{points}" if ids else "-"


def next_box() -> None:
    """Print the first box that does not hold yet."""
    out, so_far = console(), progress.load()
    for checklist in catalog.checklists():
        stage = checklist.stage
        for item in catalog.items_for(stage):
            if not _done(item, stage, so_far):
                _show_box(out, item, stage, so_far)
                return
    out.print("Every box holds. Build on the last stage: it is yours.")


def _done(item: Item, stage: int, so_far: Progress) -> bool:
    if isinstance(item, ExplainItem):
        return item.id in so_far.ratings
    return so_far.outcome(stage, item.id) == "pass"


def _show_box(out: Console, item: Item, stage: int, so_far: Progress) -> None:
    lines = [escape(item.text), "", f"Why: {escape(item.why)}"]
    if isinstance(item, ExplainItem):
        lines += ["", f"[bold]course explain {item.id}[/]   answer in your own words, and compare"]
    else:
        outcome = so_far.outcome(stage, item.id)
        said = {"fail": "It failed when it was last checked.", "open": "It has not been checked yet."}[
            outcome
        ]
        proof = proofs.of(item.id)
        lines += [f"How it is checked: {escape(proof.rule if proof else 'no proof yet')}", "", said, ""]
        check, hint = _check_command(item.id, stage, so_far, proof), f"course hint {item.id}"
        width = max(len(check), len(hint))
        lines += [f"[bold]{escape(check.ljust(width))}[/]   see whether it holds"]
        lines += [f"[bold]{hint.ljust(width)}[/]   when stuck"]
    panel(out, f"Stage {stage}, {item.id}", lines)
    if read_before := topic_order.before(stage):
        out.print(f"Topics for this stage: {', '.join(read_before)}; run their labs with course lab ID")


def _check_command(item_id: str, stage: int, so_far: Progress, proof: Proof | None) -> str:
    """Return the command that checks a box where it was checked last, on a target that can prove it."""
    words, place = ["course", "check", str(stage), "--only", item_id], so_far.places.get(stage, "")
    if _is_url(place):
        words += ["--target", place]
    elif proof and proof.targets and "process" not in proof.targets:
        words += ["--target", proof.targets[0]]
    if _is_somebodys(place):
        words += ["--submission", shown(Path(place))]
    return shlex.join(words)


def _is_url(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _is_somebodys(place: str) -> bool:
    """Tell whether a place is a folder, and none of the course's own."""
    return bool(place) and not _is_url(place) and not Path(place).is_relative_to(root() / "projects")


def hint(item_id: str, *, more: bool) -> None:
    """Print the next hint of a box; `more` prints all that are left."""
    if topics.is_topic_id(item_id):
        box = topics.find(item_id)
        verb = "lab" if isinstance(box, LabBox) else "explain"
        raise WrongUsage(f"{box.id} has no hints: course {verb} {box.id}")
    item = catalog.find(item_id)
    if isinstance(item, ExplainItem):
        raise WrongUsage(f"{item.id} has no hints, it is for you to explain: course explain {item.id}")
    total, out = len(item.hints), console()
    first, last = progress.open_hints(item.id, of=total, more=more)
    for number in range(first, last + 1):
        out.print(f"[bold]Hint {number} of {total}[/] for {item.id}: {escape(item.hints[number - 1])}")
    if last < total:
        out.print(f"Still stuck? course hint {item.id}")
    elif item.read:
        out.print("\n".join(["That was the last one. Where to look it up:", *bullets(item.read)]))
