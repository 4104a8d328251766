"""`course lint`: what must hold between the checklists, the proofs and the mutants."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from course import catalog, lint_topics, proofs, repository, topics
from course.catalog import AutoItem, CatalogError, Checklist, ExplainItem, Item
from course.mutants import edits
from course.output import console
from course.usage import EXIT_FAILED, EXIT_PASSED, WrongUsage, did_you_mean

# The boxes of the course's learning checklist: components, then learning validation.
BOXES = {1: (7, 3), 2: (8, 3), 3: (7, 3), 4: (7, 4), 5: (9, 4), 6: (6, 3), 7: (11, 4)}
LAST_STAGE = max(BOXES)
HINTS = 3


def lint() -> int:
    """Print every mistake on its own line; return the exit code."""
    found = list(mistakes())
    for mistake in found:
        print(mistake, file=sys.stderr)
    if found:
        return EXIT_FAILED
    out = console()
    count = Counter(item.kind for item in catalog.all_items())
    out.print(f"{count['auto']} boxes proved by machine, {count['explain']} to explain: all well")
    for section in topics.sections():
        count = Counter(item.kind for item in section.items)
        asked = len(section.questions)
        out.print(
            f"section {section.section}: "
            f"{count['auto']} by labs, {count['explain']} to explain, {asked} questions"
        )
    return EXIT_PASSED


def mistakes() -> Iterator[str]:
    """Yield every mistake in the catalogue."""
    try:
        checklists, sections = catalog.checklists(), topics.sections()
    except CatalogError as error:
        yield from str(error).splitlines()
        return
    items = [item for checklist in checklists for item in checklist.items]
    for checklist in checklists:
        yield from _counts(checklist)
        for item in checklist.items:
            yield from (f"{item.id}: {what}" for what in [*_place(checklist, item), *_content(item)])
    asked = [item for section in sections for item in [*section.items, *section.questions]]
    yield from _ids([item.id for item in [*items, *asked]])
    yield from _needs(items)
    yield from _proofs(items)
    for checklist in checklists:
        yield from _mutants(checklist)
    yield from lint_topics.mistakes(sections)


def _counts(checklist: Checklist) -> Iterator[str]:
    wanted = BOXES.get(checklist.stage)
    counts = tuple(len(heading.items) for heading in checklist.headings)
    if wanted and counts[:2] != wanted:
        yield f"{checklist.name}: has {counts[:2]} boxes under its first headings, the course has {wanted}"


def _place(checklist: Checklist, item: Item) -> Iterator[str]:
    """Yield what is wrong with where an item stands and where it is carried to."""
    if not re.fullmatch(rf"[PS]{checklist.stage}-\d\d", item.id):
        yield f"is not an id of {checklist.name}"
    later = range(checklist.stage + 1, LAST_STAGE + 1)
    yield from (
        f"carries_to {stage}, which is no later stage" for stage in item.carries_to if stage not in later
    )


def _content(item: Item) -> Iterator[str]:
    texts = {"text": [item.text], "why": [item.why]}
    if isinstance(item, ExplainItem):
        key = item.key
        texts |= {"ask": [item.ask], "good_answer": [key.good_answer]}
        texts |= {"must_mention": list(key.must_mention), "common_wrong": list(key.common_wrong)}
    else:
        texts |= {"hints": list(item.hints)}
        if len(item.hints) != HINTS:
            yield f"has {len(item.hints)} hints, not {HINTS}: a question, a pointer, nearly the answer"
    yield from (
        f"{name} is empty" for name, lines in texts.items() if not lines or not all(map(str.strip, lines))
    )


def _ids(ids: list[str]) -> Iterator[str]:
    """Yield ids that are used twice, not in the register, or that left without being retired."""
    count = Counter(ids)
    yield from (f"{id_}: the id is used {times} times" for id_, times in count.items() if times > 1)
    path = repository.root() / "checklists" / "ids.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    words = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    issued, retired = (
        {first for first, *_ in words},
        {first for first, *rest in words if rest[:1] == ["retired:"]},
    )
    yield from (
        f"{id_}: is new; add it to the end of checklists/ids.txt" for id_ in count if id_ not in issued
    )
    yield from (f"{id_}: is retired, and ids are never used again" for id_ in count if id_ in retired)
    yield from (
        f"{id_}: was given out and is gone: bring it back, or write `{id_} retired: why` in ids.txt"
        for id_ in sorted(issued - retired - count.keys())
    )


def _needs(items: list[Item]) -> Iterator[str]:
    known = {item.id for item in items}
    for item in items:
        for need in item.needs:
            if need not in known:
                yield f"{item.id}: needs {need}, which does not exist{did_you_mean(need, known)}"
    try:
        TopologicalSorter({item.id: item.needs for item in items}).prepare()
    except CycleError as error:
        yield f"needs go round in a circle: {' → '.join(error.args[1])}"


def _proofs(items: list[Item]) -> Iterator[str]:
    by_id = {item.id: item for item in items}
    found = proofs.all_proofs()
    for proof in found:
        if not isinstance(by_id.get(proof.item), AutoItem):
            meant = did_you_mean(proof.item, by_id)
            yield f"{proof.place}: proves {proof.item}, which is no box for a machine{meant}"
        if not proof.rule:
            yield f"{proof.place}: has no docstring, so nobody can read how {proof.item} is checked"
    count = Counter(proof.item for proof in found)
    for item in items:
        if isinstance(item, AutoItem) and count[item.id] != 1:
            yield f"{item.id}: has {count[item.id] or 'no'} proofs in tests/checks, not one"


def _mutants(checklist: Checklist) -> Iterator[str]:
    number = checklist.stage
    try:
        mutants = edits.load(number)
        yield from (f"tests/mutants/stage_{number}.yaml: {what}" for what in edits.mistakes(number, mutants))
        alone = edits.not_killed_alone(number, mutants)
        yield from (f"{box}: has no mutant that fails it alone" for box in alone)
    except (CatalogError, WrongUsage) as error:
        yield from str(error).splitlines()
