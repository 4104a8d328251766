"""The learner's side of the topics: labs, quizzes, keys, and where one stands."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

SECTION = """\
section: 1
title: Small things
introduction: About greeting.
headings:
  - id: "1.1"
    name: Greeting
    objectives: [greet]
    read: [a book]
    parts:
      - id: T1.1
        name: Greeting
        idea: Say hello.
        try_next: [Say more.]
        labs:
          - {file: section_1/greet.py}
          - {file: section_1/rude.py, wrong: true}
        items:
          - {id: T1.1-01, text: Hello, kind: auto, lab: section_1/greet.py}
          - id: T1.1-02
            text: Why
            kind: explain
            ask: Why does one greet?
            key: &key {must_mention: [a reason], common_wrong: [None.], good_answer: "1\\ntwo\\nthree\\n4"}
    questions:
      - {id: Q1.1-01, ask: "How loud?", key: *key}
      - {id: Q1.1-02, ask: "How often?", key: *key}
"""
GREET = '''\
"""Greet whoever is there."""

import time


def greeting():
    return "hello"


def main():
    print(greeting())
    time.sleep(0.2)
    print("bye")


if __name__ == "__main__":
    main()
'''
TEST = '''\
from course.labs import proves


@proves("T1.1-01")
def test_it_greets(lab):
    """It says hello."""
    assert lab.greeting() == "hello"
'''
WRONG = "- {name: rude, lab: section_1/greet.py, twin: section_1/rude.py, kills: [T1.1-01]}\n"


@pytest.fixture
def topics(course):
    """Give the tiny repository one section of topics."""
    files = {
        "checklists/section_1.yaml": SECTION,
        "checklists/labs/section_1/greet.py": GREET,
        "checklists/labs/section_1/rude.py": GREET.replace('"hello"', '"oi"'),
        "tests/labs/test_section_1.py": TEST,
        "tests/mutants/section_1.yaml": WRONG,
    }
    for name, text in files.items():
        (course.root / name).parent.mkdir(parents=True, exist_ok=True)
        (course.root / name).write_text(text, encoding="utf-8")
    conftest = Path(__file__).parents[1] / "labs" / "conftest.py"
    shutil.copy(conftest, course.root / "tests" / "labs" / "conftest.py")
    return course


def ask(course, answers, *words):
    return subprocess.run(
        course.argv(*words),
        input=answers,
        cwd=course.root,
        env=course.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def progress(course):
    return json.loads((course.root / ".runs" / "progress.json").read_text(encoding="utf-8"))


def section_row(course):
    lines = course.run("status").stdout.splitlines()
    return lines[next(i for i, line in enumerate(lines) if line.startswith("Section")) + 1].split()


@pytest.mark.parametrize("name", ["T1.1-01", "t1.1-01", "greet", "section_1/greet.py"])
def test_a_lab_runs_with_its_times_and_proves_its_box(topics, name):
    """Each line comes with the time since the first; then the box's rule, and that it holds."""
    done = topics.run("lab", name)

    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[2] for line in lines if line[1:2] == ["s"]] == ["hello", "bye"]
    assert "T1.1-01 holds: It says hello." in done.stdout
    assert progress(topics)["labs"]["T1.1-01"]["outcome"] == "pass"


def test_a_broken_lab_fails_its_box(topics):
    """Whoever breaks the lab, as its docstring asks, sees the box fail, and why."""
    lab = topics.root / "checklists" / "labs" / "section_1" / "greet.py"
    lab.write_text(GREET.replace('"hello"', '"oi"'), encoding="utf-8")

    done = topics.run("lab", "T1.1-01")

    assert done.returncode == 1
    assert "T1.1-01 does not hold: It says hello. — assert 'oi' == 'hello'" in done.stdout
    assert progress(topics)["labs"]["T1.1-01"]["outcome"] == "fail"


def test_a_heading_runs_all_its_labs_and_the_wrong_way_proves_nothing(topics):
    """The labs of a heading run in order; the wrong one is shown, and is no reason to fail."""
    done = topics.run("lab", "1.1")

    assert done.returncode == 0
    assert done.stdout.index("hello") < done.stdout.index("holds") < done.stdout.index("oi")


def test_a_lab_that_ends_badly_is_said(topics):
    """An exception in the lab is shown, and the exit code is 1."""
    lab = topics.root / "checklists" / "labs" / "section_1" / "greet.py"
    lab.write_text("raise SystemExit(7)", encoding="utf-8")

    done = topics.run("lab", "greet")

    assert done.returncode == 1
    assert "the lab ended with exit code 7" in done.stdout


def test_labs_are_listed_and_a_wrong_name_is_helped(topics):
    """Alone, the command lists all labs; a near miss gets the one that is meant."""
    assert "section_1/greet.py  Greet whoever is there.  T1.1-01" in topics.run("lab").stdout
    assert "did you mean greet?" in topics.run("lab", "gret").stderr
    assert "course explain T1.1-02" in topics.run("lab", "T1.1-02").stderr


def test_keys_open_after_an_answer_and_ratings_are_kept(topics):
    """Boxes and questions are explained alike: the answer first, then the key, then one's own rating."""
    closed = ask(topics, "", "explain", "Q1.1-01")
    assert "How loud?" in closed.stdout
    assert "a reason" not in closed.stdout

    done = ask(topics, "To be polite.", "explain", "T1.1-02", "--score", "2")

    assert "a reason" in done.stdout
    assert "  two\n  three\n" in done.stdout
    assert progress(topics)["ratings"]["T1.1-02"]["answer"] == "To be polite."


def test_a_box_of_a_lab_is_explained_by_its_rule(topics):
    """For a box that a lab proves: how it is checked, and the command that shows it."""
    done = topics.run("explain", "T1.1-01")

    assert "How it is checked: It says hello." in done.stdout
    assert "course lab T1.1-01" in done.stdout
    assert "course lab T1.1-01" in topics.run("hint", "T1.1-01").stderr


def test_a_quiz_asks_rates_and_keeps_the_score(topics):
    """From a file: an answer, an empty line, a rating, for each question; the sum comes last."""
    done = ask(topics, "Quite.\n\n2\nOften,\nI think.\n\n1\n", "quiz", "1")

    assert done.returncode == 0
    assert "3 of 4 points by your own rating, 2 of 2 answered." in done.stdout
    kept = {id_: rating["score"] for id_, rating in progress(topics)["ratings"].items()}
    assert sorted(kept.values()) == [1, 2]
    assert sorted(kept) == ["Q1.1-01", "Q1.1-02"]


def test_a_quiz_that_is_left_keeps_what_was_answered(topics):
    """The end of the input ends the quiz; the key of the next question stays closed."""
    done = ask(topics, "Quite.\n\n2\n", "quiz", "1", "--seed", "1")

    assert done.stdout.count("a reason") == 1
    assert "2 of 4 points by your own rating, 1 of 2 answered." in done.stdout


def test_a_quiz_begins_with_what_went_worst(topics):
    """A question that was never answered comes before one that was; a good answer comes last."""
    ask(topics, "Loud.", "explain", "Q1.1-01", "--score", "2")

    assert "Q1.1-02" in ask(topics, "", "quiz", "1", "--count", "1").stdout
    ask(topics, "Daily.", "explain", "Q1.1-02", "--score", "2")
    ask(topics, "Loud.", "explain", "Q1.1-01", "--score", "0")
    assert "Q1.1-01" in ask(topics, "", "quiz", "1", "--count", "1").stdout


def test_status_keeps_proved_rated_and_open_apart(topics):
    """A section's row: proved by machine, failed, open, rated boxes, rated questions."""
    assert section_row(topics)[3:] == ["0", "of", "1", "0", "1", "0", "of", "1", "0", "of", "2"]

    topics.run("lab", "greet")
    ask(topics, "Politeness.", "explain", "T1.1-02", "--score", "1")

    assert section_row(topics)[3:8] == ["1", "of", "1", "0", "0"]
    assert section_row(topics)[8:] == ["1", "of", "1,", "1", "of", "2", "points", "0", "of", "2"]


def test_next_names_the_topics_of_the_stage(topics):
    """Beside the box that is next stand the topics to read before its stage."""
    assert "Topics for this stage: 1.1;" in topics.run("next").stdout


def test_no_such_section(topics):
    """A section that is not there is wrong usage, and the ones that are there are named."""
    done = topics.run("quiz", "5")

    assert (done.returncode, done.stderr) == (3, "course: there is no section 5; the sections are: 1\n")


def test_pages_are_made_of_the_labs_files(topics):
    """The page says what a lab shows, has its code as it is in its file, boxes and questions, and no key."""
    topics.run("pages")

    page = (topics.root / "checklists" / "topics" / "1.1-greeting.md").read_text(encoding="utf-8")
    shows, _, code = GREET.strip().removeprefix('"""').partition('"""')
    assert f"](../labs/section_1/greet.py) · {shows}\n\n````python\n{code.strip()}\n````" in page
    assert "**The wrong way**" in page
    assert "- [ ] **T1.1-01** Hello\n  - Proved by `section_1/greet.py`: It says hello." in page
    assert "**Q1.1-01** How loud?" in page
    assert "a reason" not in page
    assert topics.run("pages", "--check").returncode == 0


def test_a_page_that_lost_its_topic_is_stale(topics):
    """A page that nothing generates any more is said, and removed."""
    topics.run("pages")
    left = topics.root / "checklists" / "topics" / "1.1-hello.md"
    left.write_text("old", encoding="utf-8")

    assert "1.1-hello.md is left over" in topics.run("pages", "--check").stderr
    topics.run("pages")
    assert not left.exists()
