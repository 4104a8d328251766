"""Which labs `course lab` means, and which boxes each of them proves."""

import ast
import inspect

from course import topics
from course.topics import Lab, LabBox
from course.usage import WrongUsage, did_you_mean


def chosen(wanted: str) -> list[Lab]:
    """Return the labs of a box or a heading (`T2.1.3-01`, `2.1.3`, `2.1`), or the one with this name."""
    by_id = _by_id()
    word = wanted.upper() if topics.is_topic_id(wanted) else f"T{wanted}"
    if word in by_id:
        return by_id[word]
    named = [
        lab
        for file, lab in topics.every_lab().items()
        if wanted in {file, file.rpartition("/")[2], _stem(file)}
    ]
    if named:
        return named
    if topics.is_topic_id(wanted):
        box = topics.find(wanted)
        raise WrongUsage(f"{box.id} has no lab, it is for you to explain: course explain {box.id}")
    raise WrongUsage(
        f"there is no lab {wanted}{did_you_mean(wanted, [*by_id, *map(_stem, topics.every_lab())])}"
    )


def _by_id() -> dict[str, list[Lab]]:
    """Return the labs of every id that has some."""
    found: dict[str, list[Lab]] = {}
    for topic in (topic for section in topics.sections() for topic in section.headings):
        found[f"T{topic.id}"] = topic.labs
        for part in topic.parts:
            found[part.id] = list(part.labs)
            found |= {box.id: [topics.lab_of(box)] for box in part.items if isinstance(box, LabBox)}
    return {id_: labs for id_, labs in found.items() if labs}


def boxes_of(lab: Lab) -> list[str]:
    """Return the boxes that a lab proves."""
    items = (item for section in topics.sections() for item in section.items)
    return [item.id for item in items if isinstance(item, LabBox) and item.lab == lab.file]


def title(lab: Lab) -> str:
    """Return the first line of a lab's docstring."""
    return docstring(lab).partition("\n")[0]


def docstring(lab: Lab) -> str:
    """Return what a lab says about itself; nothing where it is no Python."""
    if not lab.path.is_file() or lab.path.suffix != ".py":
        return ""
    return inspect.cleandoc(ast.get_docstring(ast.parse(lab.path.read_text(encoding="utf-8"))) or "")


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".py")
