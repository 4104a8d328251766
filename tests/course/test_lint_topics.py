"""The lint of the topic checklists: every mistake it is there for is found, and named."""

import pytest

from course import lint_topics, topics
from course.catalog import CatalogError

SECTION = """\
section: 1
title: Tiny
introduction: Something small.
headings:
  - id: "1.1"
    name: Beginnings
    objectives: [begin]
    read: [a book]
    parts:
      - id: T1.1
        name: Beginnings
        idea: Begin.
        try_next: [End.]
        labs: [{file: section_1/one.py}, {file: section_1/wrong_one.py, wrong: true}]
        items:
          - {id: T1.1-01, text: One, kind: auto, lab: section_1/one.py}
          - id: T1.1-02
            text: Two
            kind: explain
            ask: What?
            key: &key {must_mention: [a], common_wrong: [b], good_answer: "1\\n2\\n3\\n4"}
    questions:
      - {id: Q1.1-01, ask: "Why?", key: *key}
"""
TESTS = '''\
from course.labs import proves

@proves("T1.1-01")
def test_one(lab):
    """One holds."""
'''
WRONG = """\
- {name: not-one, lab: section_1/one.py, replace: one, with: two, kills: [T1.1-01]}
- {name: other, lab: section_1/one.py, twin: section_1/wrong_one.py, kills: [T1.1-01]}
"""
FILES = {
    "checklists/section_1.yaml": SECTION,
    "tests/labs/test_section_1.py": TESTS,
    "tests/mutants/section_1.yaml": WRONG,
    "checklists/labs/section_1/one.py": "one",
    "checklists/labs/section_1/wrong_one.py": "two",
}
YAML, PROOFS, MUTANTS, LAB, TWIN = FILES


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A tiny repository with one section, without a mistake."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "projects").mkdir()
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))
    monkeypatch.setattr(lint_topics, "BOXES", {"1.1": 2})
    monkeypatch.setattr(lint_topics, "QUESTIONS", {"1.1": 1})
    return tmp_path


def test_a_sound_section_has_no_mistakes(repository):
    """Nothing is found where nothing is wrong."""
    assert list(lint_topics.mistakes(topics.sections())) == []


MISTAKES = {
    "a box too few": (YAML, "kind: explain", "kind: auto", "Field required"),
    "count": (YAML, '"1.1"', '"1.2"', "1.2: question 1 is Q1.1-01, not Q1.2-01"),
    "heading of another section": (YAML, 'id: "1.1"', 'id: "2.1"', "2.1: is not a heading of section_1"),
    "order": (YAML, "T1.1-02", "T1.1-03", "T1.1: box 2 is T1.1-03, not T1.1-02"),
    "short key": (YAML, "1\\n2\\n3\\n4", "1\\n2", "T1.1-02: good_answer has 2 lines"),
    "empty key": (YAML, "must_mention: [a]", "must_mention: []", "Q1.1-01: must_mention is empty"),
    "no next": (YAML, "try_next: [End.]", "try_next: []", "T1.1: try_next is empty"),
    "no lab": (YAML, "lab: section_1/one.py", "lab: section_1/on.py", "T1.1-01: its lab section_1/on.py is"),
    "lab gone": (
        YAML,
        "{file: section_1/one.py}",
        "{file: section_1/two.py}",
        "two.py: is listed and not there",
    ),
    "lab alone": (YAML, ", {file: section_1/wrong_one.py, wrong: true}", "", "stands under no heading"),
    "no test": (PROOFS, '@proves("T1.1-01")', "", "T1.1-01: has no tests in tests/labs, not one"),
    "test of nothing": (
        PROOFS,
        '"T1.1-01"',
        '"T1.1-01", "T1.1-02"',
        "proves T1.1-02, which is no box of a lab",
    ),
    "no rule": (PROOFS, '"""One holds."""', "pass", "has no docstring"),
    "no wrong version": (MUTANTS, WRONG, "[]", "T1.1-01: no wrong version of its lab must fail it"),
    "wrong version of nothing": (
        MUTANTS,
        "with: two, kills: [T1.1-01]",
        "with: two, kills: [T1.1-09]",
        "T1.1-09",
    ),
    "text gone": (MUTANTS, "replace: one", "replace: three", "its text is 0 times in section_1/one.py"),
    "twin gone": (MUTANTS, "wrong_one", "no_one", "there is no file section_1/no_one.py"),
    "twin and text": (
        MUTANTS,
        "twin:",
        "replace: one, twin:",
        "needs either `replace` and `with`, or `twin`",
    ),
    "name twice": (MUTANTS, "name: other", "name: not-one", "the name not-one is used twice"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_found(repository, mistake):
    """One change for the worse is named."""
    name, right, wrong, said = mistake
    path = repository / name
    text = path.read_text(encoding="utf-8")
    assert right in text, "this test changes nothing"
    path.write_text(text.replace(right, wrong), encoding="utf-8")

    try:
        found = list(lint_topics.mistakes(topics.sections()))
    except CatalogError as error:
        found = [str(error)]

    assert [mistake for mistake in found if said in mistake], found


def test_the_course_has_as_many_boxes_and_questions_as_its_checklist():
    """221 boxes and 57 questions under twenty headings."""
    assert (sum(lint_topics.BOXES.values()), sum(lint_topics.QUESTIONS.values())) == (221, 57)
