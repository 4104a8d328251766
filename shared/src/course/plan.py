"""Which boxes a run proves, and in what order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from course.catalog import AutoItem, Item, checklists, find, load_stage
from course.results import Result
from course.usage import WrongUsage


@dataclass(frozen=True)
class Box:
    """One item where it stands in the run."""

    item: Item
    heading: str
    carried_from: int | None

    @property
    def is_proved(self) -> bool:
        return isinstance(self.item, AutoItem)

    def result(self) -> Result:
        """Return the box's result before anything has run."""
        return Result(
            id=self.item.id,
            text=self.item.text,
            heading=self.heading,
            carried_from=self.carried_from,
            outcome="not run" if self.is_proved else "explain",
            reason="" if self.is_proved else f"course explain {self.item.id}",
        )


def plan(stage: int, only: Sequence[str] = (), *, own: bool = False) -> list[Box]:
    """Return the boxes of a stage, its own first, then those it carries; or some and what they need.

    `own`: none that it carries.
    """
    load_stage(stage)
    boxes = [*_boxes(stage, carried=False), *(() if own else _boxes(stage, carried=True))]
    if not only:
        return boxes
    by_id = {box.item.id: box for box in boxes}
    chosen: set[str] = set()
    for wanted in map(find, only):
        if wanted.id not in by_id:
            raise WrongUsage(f"{wanted.id} is a box of another stage, not of stage {stage}")
        if not isinstance(wanted, AutoItem):
            raise WrongUsage(f"{wanted.id} is not proved by a machine: course explain {wanted.id}")
        chosen.update(_with_needs(wanted.id, by_id))
    return [box for box in boxes if box.item.id in chosen and box.is_proved]


def running_order(boxes: Iterable[Box]) -> list[str]:
    """Return the ids of the boxes to prove, each after those it needs."""
    by_id = {box.item.id: box for box in boxes if box.is_proved}
    order: dict[str, None] = {}
    for id_ in by_id:
        order |= dict.fromkeys(_with_needs(id_, by_id))
    return list(order)


def _with_needs(id_: str, by_id: dict[str, Box], on_the_way: frozenset[str] = frozenset()) -> list[str]:
    """Return what an id needs, and then the id; needs that are not in the run do not count."""
    if id_ not in by_id or id_ in on_the_way:
        return []
    needs = by_id[id_].item.needs
    return [*(found for need in needs for found in _with_needs(need, by_id, on_the_way | {id_})), id_]


def _boxes(stage: int, *, carried: bool) -> Iterator[Box]:
    for checklist in checklists():
        if (checklist.stage == stage) is carried:
            continue
        for heading in checklist.headings:
            for item in heading.items:
                if not carried:
                    yield Box(item, heading.name, None)
                elif stage in item.carries_to:
                    yield Box(item, f"Carried from stage {checklist.stage}", checklist.stage)
