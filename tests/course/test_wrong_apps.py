"""What the engine says about apps that are wrong, word for word.

COURSE_UPDATE_GOLDEN=1 writes the expected outputs anew; read the difference before keeping it.
"""

import os
import shutil
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"

# name of the app, what the command is given besides, exit code, outcome of each box to prove
CASES = [
    ("good", [], 0, "pass pass pass pass"),
    ("does_not_start", [], 1, "fail blocked blocked blocked"),
    ("lacks_a_package", [], 1, "fail blocked blocked blocked"),
    ("listens_elsewhere", ["--ready-timeout", "2"], 1, "fail blocked blocked blocked"),
    ("never_ready", ["--ready-timeout", "3"], 1, "fail blocked blocked blocked"),
    ("hangs", [], 1, "pass fail blocked pass"),
    ("dies", [], 1, "pass fail blocked pass"),
    ("prints_a_megabyte", [], 0, "pass pass pass pass"),
    ("answers_html", [], 1, "pass fail blocked pass"),
    ("wrong_content_type", [], 1, "fail blocked blocked blocked"),
    ("not_utf8", [], 1, "pass fail blocked pass"),
    ("closes_the_connection", [], 1, "pass fail blocked pass"),
    ("invents_answers", ["--only", "P2-01"], 1, "fail"),
    ("hides_failures", ["--only", "P2-02"], 1, "pass fail"),
    ("good.js", [], 0, "pass pass pass pass"),
]


@pytest.mark.parametrize(("app", "options", "code", "outcomes"), CASES, ids=[case[0] for case in CASES])
def test_what_is_said_about_an_app(course, app, options, code, outcomes):
    """Each fault is said clearly, counted as the box's it is, and costs no other box."""
    if app.endswith(".js") and shutil.which("node") is None:
        pytest.skip("NOT TESTED: an app in another language, because there is no node on this machine")

    done = course.check(app, *options, stage=2 if "P2" in "".join(options) else 1)

    assert done.stderr == ""
    assert_golden(app, course.normal(done.stdout))
    assert [outcome for outcome in course.outcomes.values() if outcome != "explain"] == outcomes.split()
    assert done.returncode == code


def test_an_app_that_ends_after_its_answer_is_noticed(course):
    """An app that answers and then ends has not passed, whichever check comes upon it."""
    done = course.check("dies_later")

    assert done.returncode == 1
    assert "the app ended by itself (exit code 7)" in done.stdout


def assert_golden(name, output):
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("COURSE_UPDATE_GOLDEN"):
        path.write_text(output, encoding="utf-8")
    assert output == path.read_text(encoding="utf-8")
