"""What must hold between the topic checklists, the labs, their tests and their wrong versions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from course import proofs, repository
from course.catalog import AnswerKey, CatalogError
from course.labs import wrong
from course.topics import ExplainBox, LabBox, Part, Section, Topic, every_lab
from course.usage import did_you_mean

# The boxes and the questions under each heading of the course's learning checklist.
BOXES = {
    "1.1": 4, "1.2": 13, "1.3": 13, "1.4": 8,
    "2.1": 10, "2.2": 13, "2.3": 9,
    "3.1": 13, "3.2": 12, "3.3": 15, "3.4": 8,
    "4.1": 12, "4.2": 10, "4.3": 11,
    "5.1": 11, "5.2": 11, "5.3": 12, "5.4": 12,
    "6.1": 13, "6.2": 11,
}  # fmt: skip
QUESTIONS = dict.fromkeys(BOXES, 3) | {"1.1": 0}
LINES = (4, 14)  # of a model answer


def mistakes(sections: list[Section]) -> Iterator[str]:
    """Yield every mistake in the topics."""
    topics = [topic for section in sections for topic in section.headings]
    for section in sections:
        yield from (f"{topic.id}: is not a heading of {section.name}" for topic in _strangers(section))
        yield from _wrong_labs(section)
    for topic in topics:
        yield from (f"{topic.id}: {what}" for what in _topic(topic))
        for part in topic.parts:
            yield from _part(part)
    yield from _proofs({box.id for section in sections for box in section.items if isinstance(box, LabBox)})
    yield from _files(set(every_lab()))


def _strangers(section: Section) -> list[Topic]:
    return [topic for topic in section.headings if topic.id.partition(".")[0] != str(section.section)]


def _topic(topic: Topic) -> Iterator[str]:
    if (count := len(topic.items)) != BOXES.get(topic.id, count):
        yield f"has {count} boxes, the course has {BOXES[topic.id]}"
    if (count := len(topic.questions)) != QUESTIONS.get(topic.id, count):
        yield f"has {count} questions, the course has {QUESTIONS[topic.id]}"
    for place, question in enumerate(topic.questions, start=1):
        if question.id != f"Q{topic.id}-{place:02d}":
            yield f"question {place} is {question.id}, not Q{topic.id}-{place:02d}"
        yield from (f"{question.id}: {what}" for what in _key(question.ask, question.key))
    for what, texts in {"objectives": topic.objectives, "read": topic.read}.items():
        if not texts or not all(map(str.strip, texts)):
            yield f"{what} is empty"
    for part in topic.parts:
        if not re.fullmatch(rf"T{re.escape(topic.id)}(\.\d)?", part.id):
            yield f"{part.id} is none of its parts"


def _part(part: Part) -> Iterator[str]:
    listed = {lab.file for lab in part.labs}
    for place, item in enumerate(part.items, start=1):
        if item.id != f"{part.id}-{place:02d}":
            yield f"{part.id}: box {place} is {item.id}, not {part.id}-{place:02d}"
        if isinstance(item, ExplainBox):
            yield from (f"{item.id}: {what}" for what in _key(item.ask, item.key))
        elif item.lab not in listed | set(every_lab()):
            yield f"{item.id}: its lab {item.lab} is listed under no heading{did_you_mean(item.lab, listed)}"
    if not part.idea.strip():
        yield f"{part.id}: idea is empty"
    if not part.try_next:
        yield f"{part.id}: try_next is empty"


def _key(ask: str, key: AnswerKey) -> Iterator[str]:
    texts = {"ask": [ask], "must_mention": key.must_mention, "common_wrong": key.common_wrong}
    yield from (
        f"{name} is empty" for name, lines in texts.items() if not lines or not all(map(str.strip, lines))
    )
    lines = len(key.good_answer.strip().splitlines())
    if not LINES[0] <= lines <= LINES[1]:
        yield f"good_answer has {lines} lines, not {LINES[0]} to {LINES[1]}"


def _proofs(auto: set[str]) -> Iterator[str]:
    found = proofs.all_proofs("labs")
    for proof in found:
        if proof.item not in auto:
            meant = did_you_mean(proof.item, auto)
            yield f"{proof.place}: proves {proof.item}, which is no box of a lab{meant}"
        if not proof.rule:
            yield f"{proof.place}: has no docstring, so nobody can read how {proof.item} is checked"
    count = Counter(proof.item for proof in found)
    yield from (
        f"{box}: has {count[box] or 'no'} tests in tests/labs, not one"
        for box in sorted(auto)
        if count[box] != 1
    )


def _wrong_labs(section: Section) -> Iterator[str]:
    auto = {item.id for item in section.items if isinstance(item, LabBox)}
    place = f"tests/mutants/{section.name}.yaml"
    try:
        every = wrong.load(section.section)
    except CatalogError as error:
        yield from str(error).splitlines()
        return
    names = Counter(one.name for one in every)
    yield from (f"{place}: the name {name} is used twice" for name, count in names.items() if count > 1)
    for one in every:
        yield from (
            f"{place}: {one.name} kills {box}, which is no box of a lab" for box in sorted(one.kills - auto)
        )
        try:
            _ = one.text
        except CatalogError as error:
            yield f"{place}: {error}"
    killed = set().union(*(one.kills for one in every))
    yield from (f"{box}: no wrong version of its lab must fail it" for box in sorted(auto - killed))


def _files(listed: Iterable[str]) -> Iterator[str]:
    """Yield labs that are listed and not there, and files that no heading lists."""
    folder = repository.root() / "checklists" / "labs"
    there = {path.relative_to(folder).as_posix() for path in folder.glob("section_*/*.py")}
    yield from (
        f"checklists/labs/{file}: is listed and not there"
        for file in sorted({*listed} - there)
        if not (folder / file).exists()
    )
    yield from (f"checklists/labs/{file}: stands under no heading" for file in sorted(there - {*listed}))
