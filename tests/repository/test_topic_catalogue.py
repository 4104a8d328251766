"""The topic checklists have every heading of the course, and labs that are short."""

from statistics import median

import pytest

from course import lint_topics, topics
from course.labs import choosing
from course.topics import LabBox

SECTIONS = {section.section: section for section in topics.sections()}


@pytest.mark.parametrize("number", SECTIONS)
def test_a_section_has_all_its_headings(number):
    """No heading of the course's learning checklist is missing from its section, and they stand in order."""
    wanted = [heading for heading in lint_topics.BOXES if heading.startswith(f"{number}.")]
    found = [topic.id for topic in SECTIONS[number].headings]

    assert [heading for heading in found if heading in lint_topics.BOXES] == wanted
    assert found == sorted(found)


@pytest.mark.skipif(len(SECTIONS) < 7, reason="not all sections are written yet")
def test_most_boxes_are_proved_by_a_lab():
    """Of the 221 boxes of sections 1 to 6, at least 160 are proved by a lab."""
    items = [item for number in range(1, 7) for item in SECTIONS[number].items]

    assert len(items) == 221
    assert sum(isinstance(item, LabBox) for item in items) >= 160


def test_labs_are_short_and_say_how_to_run_and_break_them():
    """Half of the labs have no more than 30 lines of code; each says what it shows, and what to change."""
    labs = [lab for lab in topics.every_lab().values() if lab.path.suffix == ".py"]

    lengths = [_code_lines(lab.path.read_text(encoding="utf-8")) for lab in labs]
    assert median(lengths) <= 30
    for lab in labs:
        said = choosing.docstring(lab)
        assert "Run it: course lab " in said, lab.file
        assert ("Mend it: " if lab.wrong else "Break it: ") in said, lab.file


def test_what_a_lab_says_runs_it():
    """The command in a lab's docstring is the one that runs this lab."""
    for lab in topics.every_lab().values():
        if lab.path.suffix == ".py":
            name = choosing.docstring(lab).partition("Run it: course lab ")[2].split()[0]
            assert lab in choosing.chosen(name), lab.file


def _code_lines(text: str) -> int:
    """Count the lines below the docstring that hold something."""
    return sum(bool(line.strip()) for line in text.split('"""', 2)[2].splitlines())
