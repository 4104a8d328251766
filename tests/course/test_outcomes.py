"""Who is to blame: failures, harness errors, blocked and skipped boxes are kept apart."""

import sys
from pathlib import Path

import pytest

APPS = Path(__file__).parent / "apps"


@pytest.fixture
def checks(course):
    """Replace the proofs of tiny stage 2."""

    def write(*tests):
        head = "import psutil\nimport pytest\nfrom course.checks import DoesNotStart, proves, rule\n"
        path = course.root / "tests/checks/test_stage_2.py"
        path.write_text("\n\n".join([head, *tests]), encoding="utf-8")

    return write


KILLS_THE_SIMULATOR = """
@proves("P2-01")
def test_kills(app, provider):
    for process in psutil.Process().children():
        if "provider_simulator" in process.cmdline():
            process.kill()
    app.post("/chat", json={"message": "hello"}).expect(200)
"""

GATE = """
@proves("P2-04")
def test_gate(app, provider):
    app.get("/health").expect(200)
"""


def test_a_dead_simulator_is_the_harness_fault(course, checks):
    """When the simulator dies, the box that then fails and all later ones are errors: exit code 2."""
    checks(KILLS_THE_SIMULATOR, GATE)

    done = course.check("chat", "--only", "P2-01", "--only", "P2-04", stage=2)

    assert done.returncode == 2
    assert course.outcomes == {"P2-01": "error", "P2-04": "error"}
    assert "the simulator ended by itself (exit code -9)" in done.stdout
    assert "a fault of the checks or the simulator, not of your app" in done.stdout


def test_a_broken_check_is_the_harness_fault(course, checks):
    """An exception in a check is an error with its traceback; the app's misbehaviour is not."""
    checks('@proves("P2-01")\ndef test_broken(app):\n    raise KeyError("content")', GATE)

    done = course.check("chat", "--only", "P2-01", "--only", "P2-04", stage=2)

    assert done.returncode == 2
    assert course.outcomes == {"P2-01": "error", "P2-04": "pass"}
    assert "KeyError: 'content'" in done.stdout
    assert 'raise KeyError("content")' in done.stdout


def test_a_fault_that_the_simulator_refuses_is_the_harness_fault(course, checks):
    """A script with an unknown fault is an error that carries the simulator's own words."""
    checks('@proves("P2-01")\ndef test_rule(provider):\n    provider.script(rule("explode"))')

    done = course.check("chat", "--only", "P2-01", stage=2)

    assert done.returncode == 2
    assert "the simulator refused PUT" in done.stdout
    assert "explode" in done.stdout


def test_a_box_without_a_proof_is_the_harness_fault(course, checks):
    """A box that no check proves, or more than one, is an error; so is a file that cannot be loaded."""
    checks(GATE, GATE.replace("test_gate", "test_again"), "syntax error")

    done = course.check("chat", "--only", "P2-04", stage=2)

    assert done.returncode == 2
    assert "SyntaxError" in done.stdout

    checks(GATE, GATE.replace("test_gate", "test_again"))
    done = course.run("check", 2, "--submission", "chat", "--only", "P2-04")

    assert done.returncode == 2
    assert "more than one check proves this box" in done.stdout


def test_only_keeps_what_a_box_needs(course):
    """--only runs a box and those it needs, and nothing else."""
    done = course.check("good", "--only", "p1-03")

    assert done.returncode == 0
    assert course.outcomes == {"P1-01": "pass", "P1-02": "pass", "P1-03": "pass"}


def test_a_carried_box_is_proved_again(course):
    """A later stage is checked for the earlier box it carries, by the earlier stage's proof."""
    course.check("chat", "--only", "P1-01", stage=2)

    (result,) = course.results.results
    assert (result.id, result.outcome, result.carried_from) == ("P1-01", "pass", 1)


def test_a_start_that_must_fail_can_be_proved(course, checks):
    """A check may expect that an app refuses to start, and read its last words."""
    checks(
        '@proves("P2-03")\ndef test_refuses(start):\n'
        "    with pytest.raises(DoesNotStart) as refused:\n"
        '        start(GREETING="")\n'
        "    assert refused.value.exit_code == 1\n"
        '    assert "GREETING is missing" in refused.value.log\n'
    )
    (course.root / "refuses.py").write_text(
        "import os, sys\nos.environ['GREETING'] or sys.exit('GREETING is missing')", encoding="utf-8"
    )
    folder = course.folder("refuses", "python ../refuses.py", number=2)

    assert course.check(folder, "--only", "P2-03", stage=2).returncode == 0


@pytest.mark.parametrize("place", ["given", "own"])
def test_an_app_runs_in_its_own_environment(course, place):
    """The command is looked for in --venv, else in the folder's own .venv."""
    folder = course.folder("venv", f"its-own-python {APPS / 'good.py'} {{port}}")
    venv = course.root / "given" if place == "given" else folder / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin/its-own-python").symlink_to(sys.executable)

    done = course.check(folder, "--only", "P1-01", *(["--venv", "given"] if place == "given" else []))

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_run_that_pytest_gives_up_is_the_harness_fault(course, checks):
    """Boxes that were not come to, though nobody stopped the run, are errors and never a success."""
    checks('@proves("P2-01")\ndef test_gives_up():\n    pytest.exit("enough")', GATE)

    done = course.check("chat", "--only", "P2-01", "--only", "P2-04", stage=2)

    assert done.returncode != 0
    assert "pass" not in course.outcomes.values()


def test_the_app_gets_a_clean_environment(course, checks, monkeypatch):
    """No key of this machine reaches the app: it gets a marker key, an empty home, and its own address."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-real-and-secret")
    monkeypatch.setenv("STRAY", "stray")
    checks(
        '@proves("P2-03")\ndef test_environment(app, provider):\n'
        '    env = app.get("/environment").expect(200).json()\n'
        '    assert env["ANTHROPIC_API_KEY"] == env["OPENAI_API_KEY"] == provider.key\n'
        '    assert env["OPENAI_BASE_URL"] == provider.url("openai")\n'
        '    assert (env["REDIS_URL"], env["LOG_FORMAT"], "STRAY" in env) == ("", "json", False)\n'
        '    assert app.url.endswith(env["PORT"]) and env["HOME"].endswith("home")\n'
        "    assert env.items() >= app.env.items()\n"
    )

    done = course.check("chat", "--only", "P2-03", stage=2)

    assert done.returncode == 0, done.stdout


def test_what_a_learners_own_env_file_sets_is_set_to_nothing(course, checks):
    """A setting of the learner's `.env` decides nothing, and a key of theirs is not used."""
    folder = course.submission("chat", 2)
    (folder / ".env").write_text("CHAT_MODEL=mine\nANTHROPIC_API_KEY=sk-real\n", encoding="utf-8")
    checks(
        '@proves("P2-03")\ndef test_environment(app, provider):\n'
        '    env = app.get("/environment").expect(200).json()\n'
        '    assert (env["CHAT_MODEL"], env["ANTHROPIC_API_KEY"]) == ("", provider.key)\n'
    )

    done = course.check(folder, "--only", "P2-03", stage=2)

    assert done.returncode == 0, done.stdout
