"""The learner's commands: hints, explanations, where am I, what now."""

import json
import subprocess

import pytest


@pytest.fixture
def progress(course):
    """Read the progress as it is in the file."""
    return lambda: json.loads((course.root / ".runs" / "progress.json").read_text(encoding="utf-8"))


def explain(course, answer, *words):
    return subprocess.run(
        course.argv("explain", "P1-05", *words),
        input=answer,
        cwd=course.root,
        env=course.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_hints_come_one_by_one_and_then_all_again(course):
    """Each call gives the next hint; after the last, all are shown again."""
    shown = [course.run("hint", "p1-02").stdout for _ in range(4)]

    assert [text.count("Hint ") for text in shown] == [1, 1, 1, 3]
    assert "Hint 1 of 3 for P1-02: What arrives?" in shown[0]
    assert "Hint 3 of 3 for P1-02: Send it back." in shown[2]


def test_more_gives_all_hints_that_are_left(course):
    """--more does not make anyone ask three times."""
    course.run("hint", "P1-02")

    done = course.run("hint", "P1-02", "--more")

    assert "Hint 1" not in done.stdout
    assert "Look at the body." in done.stdout
    assert "Send it back." in done.stdout


def test_the_key_stays_closed_until_there_is_an_answer(course):
    """Without a word of one's own, the question is shown and the key is not."""
    done = explain(course, " \n")

    assert done.returncode == 3
    assert "What does an echo show?" in done.stdout
    assert "That a body arrives." not in done.stdout


def test_an_answer_opens_the_key_and_the_rating_is_kept_apart(course, progress):
    """The key is shown after the answer; the learner's rating is never mixed with what a machine proved."""
    done = explain(course, "It shows the body.\n", "--score", "2")

    assert done.returncode == 0
    assert "That a body arrives." in done.stdout
    assert progress()["ratings"]["P1-05"]["answer"] == "It shows the body."
    assert progress()["ratings"]["P1-05"]["score"] == 2
    assert progress()["proofs"] == {}


def test_an_answer_without_a_rating_is_not_kept(course):
    """Where nobody can be asked, the key is shown and the command says how to rate."""
    done = explain(course, "It shows the body.\n")

    assert done.returncode == 0
    assert "--score" in done.stdout
    assert not (course.root / ".runs" / "progress.json").exists()


def test_a_proved_box_is_explained_by_its_proof(course):
    """For a box with a proof: why it matters and how it is checked."""
    done = course.run("explain", "P1-03")

    assert "Why: A long body comes in more than one piece." in done.stdout
    assert "How it is checked: A message of 100,000 characters comes back whole." in done.stdout
    assert "Needs: P1-02" in done.stdout


def row(course, stage):
    lines = course.run("status").stdout.splitlines()
    return next(line.split() for line in lines if line.startswith(str(stage)))


def test_status_shows_what_the_last_check_saw(course):
    """A check that proves and fails boxes moves them from open to proved and failed."""
    assert row(course, 1)[4:] == ["0", "of", "4", "0", "4", "0", "of", "1"]

    course.check("answers_html")

    assert row(course, 1)[4:9] == ["2", "of", "4", "1", "1"]
    course.check("good")
    assert row(course, 1)[4:9] == ["4", "of", "4", "0", "0"]


def test_next_is_the_first_box_that_does_not_hold(course):
    """First the boxes in order, then what is to be explained, then the next stage."""
    assert "course check 1 --only P1-01" in course.run("next").stdout

    course.check("good")

    assert "course explain P1-05" in course.run("next").stdout
    explain(course, "It shows the body.", "--score", "1")
    assert "course check 2 --only P2-01" in course.run("next").stdout


def test_next_checks_where_the_last_check_did(course):
    """The command that is shown is about the learner's own folder, and so is what it goes by."""
    course.check("answers_html")

    assert "course check 1 --only P1-02 --submission answers_html" in course.run("next").stdout
    assert f"Stage 1 is the one of {course.root / 'answers_html'}" in course.run("status").stdout


def test_next_names_the_target_that_can_prove_the_box(course):
    """A box that only a container can prove is not sent to a process, which would skip it."""
    checks = course.root / "tests" / "checks" / "test_stage_1.py"
    marked = checks.read_text(encoding="utf-8").replace('"P1-02"', '"P1-02", targets=("compose",)')
    checks.write_text(marked, encoding="utf-8")

    course.check("good")

    assert "course check 1 --only P1-02 --target compose --submission good" in course.run("next").stdout


def test_the_proofs_of_one_folder_say_nothing_about_another(course):
    """Whoever checks the finished stage first has not proved their own."""
    course.check("good")

    course.check("answers_html", "--only", "P1-01")

    assert row(course, 1)[4:9] == ["1", "of", "4", "0", "3"]


def test_a_broken_progress_file_is_named(course):
    """A progress file that cannot be read is one line that says what to do."""
    (course.root / ".runs").mkdir()
    (course.root / ".runs" / "progress.json").write_text("{", encoding="utf-8")

    done = course.run("status")

    assert (done.returncode, done.stdout) == (3, "")
    assert "progress.json cannot be read; delete it" in done.stderr
