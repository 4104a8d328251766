"""The catalogue: every box of the course, as written in `checklists/*.yaml`."""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from course import repository
from course.usage import WrongUsage, did_you_mean

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # where there is the one in C, it is ten times as fast


class CatalogError(Exception):
    """A checklist file is not as it must be; the text names the file and the place."""


class Entry(BaseModel):
    """What stands in a checklist file: nothing unknown, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerKey(Entry):
    must_mention: tuple[str, ...]
    good_answer: str
    common_wrong: tuple[str, ...]


class _Box(Entry):
    id: str
    text: str
    needs: tuple[str, ...] = ()
    carries_to: tuple[int, ...] = ()
    why: str
    read: tuple[str, ...] = ()


class AutoItem(_Box):
    """A box that a machine proves."""

    kind: Literal["auto"]
    hints: tuple[str, ...]


class ExplainItem(_Box):
    """A box that the learner proves to themselves, with an answer key."""

    kind: Literal["explain"]
    ask: str
    key: AnswerKey


Item = AutoItem | ExplainItem


class Heading(Entry):
    name: str
    items: tuple[Annotated[Item, Field(discriminator="kind")], ...]


class Checklist(Entry):
    """One file: a stage's. The sections' are in `topics.py`."""

    stage: int
    title: str
    goal: str
    headings: tuple[Heading, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending, such as `stage_2`."""
        return f"stage_{self.stage}"

    @property
    def items(self) -> list[Item]:
        return list(chain.from_iterable(heading.items for heading in self.headings))


Read = TypeVar("Read", bound=BaseModel)


def read(path: Path, model: type[Read]) -> Read:
    """Read one file; what is wrong with it is said in one line per mistake."""
    try:
        found = model.model_validate(yaml.load(path.read_text(encoding="utf-8"), LOADER))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise CatalogError(f"{path.name}: not YAML: {error}") from error
    except ValidationError as error:
        mistakes = (f"{'.'.join(map(str, m['loc']))}: {m['msg']}" for m in error.errors())
        raise CatalogError("\n".join(f"{path.name}: {mistake}" for mistake in mistakes)) from error
    if (name := getattr(found, "name", path.stem)) != path.stem:
        raise CatalogError(f"{path.name}: says it is {name}")
    return found


@cache
def load_file(path: Path) -> Checklist:
    """Read one checklist."""
    return read(path, Checklist)


def checklists() -> list[Checklist]:
    """Return the checklist of every stage, in order."""
    folder = repository.root() / "checklists"
    return [load_file(path) for path in sorted(folder.glob("stage_*.yaml"), key=_number)]


def _number(path: Path) -> tuple[int, str]:
    number = path.stem.partition("_")[2]
    return (int(number) if number.isdecimal() else 0, path.stem)


def load_stage(number: int) -> Checklist:
    """Return the checklist of a stage."""
    path = repository.root() / "checklists" / f"stage_{number}.yaml"
    if not path.is_file():
        known = ", ".join(str(checklist.stage) for checklist in checklists())
        raise WrongUsage(f"there is no stage {number}; the stages are: {known or 'none'}")
    return load_file(path)


def all_items() -> list[Item]:
    """Return every item of every checklist, in order."""
    return list(chain.from_iterable(checklist.items for checklist in checklists()))


def carried_to(number: int) -> Iterator[Item]:
    """Yield the earlier stages' items that stage `number` must keep."""
    for checklist in checklists():
        if checklist.stage != number:
            yield from (item for item in checklist.items if number in item.carries_to)


def items_for(number: int) -> list[Item]:
    """Return what stage `number` must show: its own items, then the ones it carries."""
    return [*load_stage(number).items, *carried_to(number)]


def find(item_id: str) -> Item:
    """Return the item with this id; upper and lower case are the same."""
    by_id = {item.id: item for item in all_items()}
    found = by_id.get(item_id) or by_id.get(item_id.upper())
    if found is None:
        raise WrongUsage(f"there is no box {item_id}{did_you_mean(item_id, by_id)}")
    return found
