"""The command itself: what it says about itself, and how it refuses."""

import subprocess
import sys

import pytest

COMMANDS = ["run", "check", "status", "next", "hint", "explain", "lab", "quiz", "pages", "lint", "mutants"]


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]], ids=["alone", "--help", "-h"])
def test_help_names_every_command(course, words):
    """`course`, alone or asked for help, lists what it can do."""
    done = course.run(*words)

    assert done.returncode == 0
    assert [name for name in COMMANDS if f" {name} " not in done.stdout] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(course, command):
    """`course COMMAND --help` ends well and names the command."""
    done = course.run(command, "--help")

    assert done.returncode == 0
    assert f"course {command}" in done.stdout


def test_help_loads_nothing_heavy():
    """Help is quick because no command is loaded before it is asked for."""
    heavy = {"pydantic", "pytest", "httpx2", "yaml", "jinja2", "psutil"}
    code = f"import sys, course.cli; print({heavy} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


WRONG = {
    "command": (["chek", "1"], "check"),
    "no stage": (["check"], "N"),
    "no number": (["check", "one"], "integer"),
    "unknown option": (["run", "1", "--prot", "80"], "--port"),
    "unknown stage to run": (["run", "9"], "no stage 9"),
    "unknown stage of mutants": (["mutants", "9"], "stage 9"),
    "unknown target of mutants": (["mutants", "1", "--target", "cloud"], "process and compose"),
    "unknown box": (["hint", "P1-20"], "did you mean P1-0"),
    "nothing like a box": (["explain", "xyz"], "no box xyz"),
    "hint for an explanation": (["hint", "P1-05"], "course explain P1-05"),
    "score beyond the scale": (["explain", "P1-05", "--score", "3"], "score"),
    "port beyond the range": (["run", "1", "--port", "70000"], "port"),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_one_line_on_stderr(course, words, said):
    """Wrong usage is exit code 3, one line on stderr that says what to do, and nothing on stdout."""
    done = course.run(*words)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


def test_outside_of_the_course_it_says_so(course, tmp_path):
    """A folder that is no clone of the course is named as the reason."""
    (tmp_path / "elsewhere").mkdir()

    done = course.run("status", COURSE_ROOT=str(tmp_path / "elsewhere"))

    assert (done.returncode, done.stdout) == (3, "")
    assert "no checklists/ and projects/" in done.stderr


def test_a_broken_checklist_is_the_courses_own_fault(course):
    """What is wrong in a checklist is said with file and place, with exit code 2 and no traceback."""
    (course.root / "checklists" / "stage_1.yaml").write_text("stage: 1\ntitel: x\n", encoding="utf-8")

    done = course.run("status")

    assert done.returncode == 2
    assert "stage_1.yaml: titel: Extra inputs are not permitted" in done.stderr
    assert "Traceback" not in done.stderr
