"""The catalogue's lint: every mistake it is there for is found, and named."""

import pytest

from course import catalog, lint
from course.usage import WrongUsage

CHECKLIST = """\
stage: 1
title: Tiny
goal: Something small.
headings:
  - name: Components
    items:
      - {id: P1-01, text: One, kind: auto, why: Because., hints: [a, b, c], carries_to: [2]}
      - {id: P1-02, text: Two, kind: auto, needs: [P1-01], why: Because., hints: [a, b, c]}
  - name: Learning validation
    items:
      - id: P1-03
        text: Three
        kind: explain
        why: Because.
        ask: What?
        key: {must_mention: [that], good_answer: This., common_wrong: [Those.]}
"""
CHECKS = '''\
from course.checks import proves

@proves("P1-01", starts=True)
def test_one(app):
    """One holds."""

@proves("P1-02")
def test_two(app):
    """Two holds."""
'''
MUTANTS = """\
- {name: not-one, file: app.py, replace: one, with: none, kills: [P1-01]}
- {name: not-two, file: app.py, replace: two, with: none, kills: [P1-02]}
"""
FILES = {
    "checklists/stage_1.yaml": CHECKLIST,
    "checklists/ids.txt": "# ids\nP1-01\nP1-02\nP1-03\nP1-04 retired: it was two boxes\n",
    "tests/checks/test_stage_1.py": CHECKS,
    "tests/mutants/stage_1.yaml": MUTANTS,
    "projects/01_tiny/app.py": "one two\n",
}


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A tiny repository without a mistake."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))
    monkeypatch.setattr(lint, "BOXES", {1: (2, 1), 2: (0, 0)})
    return tmp_path


def test_a_sound_catalogue_has_no_mistakes(repository, capsys):
    """Nothing is found where nothing is wrong."""
    assert lint.lint() == 0
    assert "2 boxes proved by machine, 1 to explain" in capsys.readouterr().out


YAML, IDS, PROOFS, WRONG = (name for name in FILES if not name.startswith("projects"))
MISTAKES = {
    "two with one id": (YAML, "P1-03", "P1-02", "P1-02: the id is used 2 times"),
    "id of another stage": (YAML, "id: P1-02", "id: P2-02", "P2-02: is not an id of stage_1"),
    "unregistered": (IDS, "P1-02\n", "", "P1-02: is new; add it to the end of checklists/ids.txt"),
    "gone": (IDS, "P1-04 retired: it was two boxes", "P1-04", "P1-04: was given out and is gone"),
    "retired": (IDS, "P1-02", "P1-02 retired: no", "P1-02: is retired, and ids are never used again"),
    "no proof": (PROOFS, '@proves("P1-02")\n', "", "P1-02: has no proofs in tests/checks, not one"),
    "two proofs": (PROOFS, '"P1-02"', '"P1-01"', "P1-01: has 2 proofs in tests/checks, not one"),
    "proof of nothing": (PROOFS, '"P1-02"', '"P1-12"', "test_stage_1.py:8: proves P1-12, which is no box"),
    "proof of an explanation": (
        PROOFS,
        '"P1-02"',
        '"P1-03"',
        "test_stage_1.py:8: proves P1-03, which is no box",
    ),
    "no docstring": (PROOFS, '"""Two holds."""', "pass", "test_stage_1.py:8: has no docstring"),
    "unknown need": (
        YAML,
        "needs: [P1-01]",
        "needs: [P1-11]",
        "P1-02: needs P1-11, which does not exist; did you",
    ),
    "circle": (YAML, "carries_to: [2]", "needs: [P1-02]", "needs go round in a circle"),
    "two hints": (YAML, "hints: [a, b, c]}", "hints: [a, b]}", "P1-02: has 2 hints, not 3"),
    "empty hint": (YAML, "hints: [a, b, c]}", "hints: [a, ' ', c]}", "P1-02: hints is empty"),
    "empty why": (YAML, "why: Because.,", "why: '',", "P1-02: why is empty"),
    "empty key": (YAML, "must_mention: [that]", "must_mention: []", "P1-03: must_mention is empty"),
    "empty answer": (YAML, "good_answer: This.", "good_answer: ''", "P1-03: good_answer is empty"),
    "carried back": (
        YAML,
        "carries_to: [2]",
        "carries_to: [1]",
        "P1-01: carries_to 1, which is no later stage",
    ),
    "unknown field": (YAML, "carries_to", "carry_to", "carry_to: Extra inputs are not permitted"),
    "wrong stage": (YAML, "stage: 1", "stage: 2", "stage_1.yaml: says it is stage_2"),
    "broken YAML": (YAML, "stage: 1", "stage: [", "stage_1.yaml: not YAML"),
    "counts": (YAML, "  - name: Learning validation\n    items:\n", "", "stage_1: has (3,) boxes"),
    "no lone mutant": (WRONG, "[P1-02]", "[P1-01, P1-02]", "P1-02: has no mutant that fails it alone"),
    "mutant of nothing": (WRONG, "[P1-02]", "[P1-99]", "mutant not-two: stage 1 proves no box P1-99"),
    "mutant text gone": (
        WRONG,
        "replace: two",
        "replace: three",
        "mutant not-two: the text to replace is 0 times",
    ),
    "mutant text twice": (
        WRONG,
        "replace: two",
        "replace: o",
        "mutant not-two: the text to replace is 2 times",
    ),
    "mutant file gone": (WRONG, "app.py, replace: two", "no.py, replace: two", "there is no file no.py"),
    "mutant name twice": (WRONG, "not-two", "not-one", "mutant not-one: the name is used twice"),
    "mutant of nothing new": (
        WRONG,
        "replace: two, with: none",
        "replace: two, with: two",
        "changes nothing",
    ),
    "mutant field": (WRONG, "kills: [P1-02]", "kils: [P1-02]", "kils: Extra inputs are not permitted"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_found(repository, capsys, mistake):
    """One change for the worse is named, and the exit code is 1."""
    name, right, wrong, said = mistake
    path = repository / name
    before, found, after = path.read_text(encoding="utf-8").rpartition(right)
    assert found, "this test changes nothing"
    path.write_text(before + wrong + after, encoding="utf-8")

    assert lint.lint() == 1

    assert said in capsys.readouterr().err


def test_a_stage_has_its_own_items_and_those_it_carries(repository):
    """The items of a stage are its own, in order, and then what it carries."""
    later = (
        CHECKLIST.replace("stage: 1", "stage: 2").replace("P1-", "P2-").replace("carries_to: [2]", "read: []")
    )
    (repository / "checklists" / "stage_2.yaml").write_text(later, encoding="utf-8")

    assert [item.id for item in catalog.items_for(2)] == ["P2-01", "P2-02", "P2-03", "P1-01"]
    assert [item.id for item in catalog.items_for(1)] == ["P1-01", "P1-02", "P1-03"]


def test_an_id_is_found_in_any_case_and_a_near_miss_is_helped(repository):
    """`p1-02` is P1-02; what is nearly an id gets the one that is meant."""
    assert catalog.find("p1-02").text == "Two"
    with pytest.raises(WrongUsage, match="did you mean P1-02"):
        catalog.find("P102")
