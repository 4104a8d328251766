"""The topic checklists, as written in `checklists/section_N.yaml`: ideas, labs, boxes and questions."""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from course import repository
from course.catalog import AnswerKey, Entry, read
from course.usage import WrongUsage, did_you_mean

Service = Literal["provider", "redis", "postgres", "docker", "browser", "nginx"]


class Lab(Entry):
    """A small program under `checklists/labs`; `needs` is what it finds running."""

    file: str
    needs: tuple[Service, ...] = ()
    wrong: bool = False  # the wrong way, shown because it teaches

    @property
    def path(self) -> Path:
        return repository.root() / "checklists" / "labs" / self.file


class LabBox(Entry):
    """A box that a lab proves."""

    id: str
    text: str
    kind: Literal["auto"]
    lab: str


class ExplainBox(Entry):
    """A box that the learner explains, with an answer key."""

    id: str
    text: str
    kind: Literal["explain"]
    ask: str
    key: AnswerKey


class Question(Entry):
    """What one can answer after a topic, with an answer key."""

    id: str
    ask: str
    key: AnswerKey


Box = LabBox | ExplainBox


class Part(Entry):
    """A sub-heading: one idea, the labs that show it, and its boxes."""

    id: str
    name: str
    idea: str
    labs: tuple[Lab, ...] = ()
    try_next: tuple[str, ...] = ()
    items: tuple[Annotated[Box, Field(discriminator="kind")], ...]


class Topic(Entry):
    """A heading, such as 2.1; its page is generated."""

    id: str
    name: str
    objectives: tuple[str, ...]
    changed: tuple[str, ...] = ()  # where the checklist's own words are out of date
    parts: tuple[Part, ...]
    questions: tuple[Question, ...] = ()
    read: tuple[str, ...]

    @property
    def items(self) -> list[Box]:
        return list(chain.from_iterable(part.items for part in self.parts))

    @property
    def labs(self) -> list[Lab]:
        return list(chain.from_iterable(part.labs for part in self.parts))


class Section(Entry):
    """One file."""

    section: int
    title: str
    introduction: str
    headings: tuple[Topic, ...]

    @property
    def name(self) -> str:
        return f"section_{self.section}"

    @property
    def items(self) -> list[Box]:
        return list(chain.from_iterable(topic.items for topic in self.headings))

    @property
    def questions(self) -> list[Question]:
        return list(chain.from_iterable(topic.questions for topic in self.headings))


@cache
def load_file(path: Path) -> Section:
    """Read one section; what is wrong with it is said in one line per mistake."""
    return read(path, Section)


def sections() -> list[Section]:
    """Return every section, in order."""
    return [load_file(path) for path in sorted((repository.root() / "checklists").glob("section_*.yaml"))]


def load_section(number: int) -> Section:
    """Return one section."""
    found = {section.section: section for section in sections()}
    if number not in found:
        known = ", ".join(map(str, found)) or "none"
        raise WrongUsage(f"there is no section {number}; the sections are: {known}")
    return found[number]


def explainable() -> Iterator[Box | Question]:
    """Yield everything that has an id for `course explain`."""
    for section in sections():
        yield from section.items
        yield from section.questions


def is_topic_id(item_id: str) -> bool:
    """Tell whether an id is a section's, and not a stage's."""
    return item_id[:1].upper() in {"T", "Q"}


def find(item_id: str) -> Box | Question:
    """Return the box or the question with this id; upper and lower case are the same."""
    by_id = {item.id: item for item in explainable()}
    if (found := by_id.get(item_id.upper())) is None:
        raise WrongUsage(f"there is no box {item_id}{did_you_mean(item_id, by_id)}")
    return found


def part_of(box_id: str) -> Part:
    """Return the sub-heading that a box stands under."""
    parts = (part for section in sections() for topic in section.headings for part in topic.parts)
    return next(part for part in parts if any(item.id == box_id for item in part.items))


def lab_of(box: LabBox) -> Lab:
    """Return the lab that proves a box, with what it needs."""
    listed = {lab.file: lab for lab in part_of(box.id).labs}
    return listed.get(box.lab) or every_lab().get(box.lab) or Lab(file=box.lab)


def every_lab() -> dict[str, Lab]:
    """Return every lab of every section, by its file."""
    topics = chain.from_iterable(section.headings for section in sections())
    return {lab.file: lab for topic in topics for lab in topic.labs}
