"""`course mutants`: each wrong version fails exactly its boxes, or the command says what is the matter."""

import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
import yaml

from course.warm import POSSIBLE

APP = Path(__file__).parent / "apps" / "good.py"
CAUGHT = [
    ("not-well", '"status": "ok"', '"status": "ill"', ["P1-01"]),
    ("no-echo", "json.loads(body)", '{"message": body.decode()[-5:]}', ["P1-02"]),
    ("short-echo", "json.loads(body)", "{k: v[:100] for k, v in json.loads(body).items()}", ["P1-03"]),
    ("no-wait", '{"waited": True}', '{"waited": False}', ["P1-04"]),
]
SURVIVES = ("louder", "flush=True", "flush=False", ["P1-04"])
KILLS_MORE = ("dead", "def serve(", "raise SystemExit\ndef serve(", ["P1-02"])


@pytest.fixture
def mutated(course):
    """Write a stage and its mutants, and run the command."""
    folder = course.root / "projects" / "01_tiny"
    folder.mkdir()
    shutil.copy(APP, folder / "app.py")
    keys = {"number": 1, "title": "tiny", "run": "python app.py {port}", "ready": "/health"}
    lines = [f"{name} = {value!r}" for name, value in keys.items()]
    (folder / "stage.toml").write_text("\n".join(lines), encoding="utf-8")

    def run(mutants, *words, run=None, **more):
        write(course, mutants, **more)
        if run:
            (folder / "stage.toml").write_text("\n".join([*lines[:2], f"run = {run!r}"]), encoding="utf-8")
        return course.run("mutants", 1, *words)

    return run


def write(course, mutants, **more):
    entries = [
        {"name": name, "file": "app.py", "replace": right, "with": wrong, "kills": kills, **more}
        for name, right, wrong, kills in mutants
    ]
    path = course.root / "tests" / "mutants" / "stage_1.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")


def test_all_caught_is_success_and_leaves_the_latest_run_alone(course, mutated):
    """When each mutant fails exactly its box, all is well; neither `.runs` nor the stage has changed."""
    done = mutated(CAUGHT)

    assert done.returncode == 0, done.stdout
    assert "stage 1: 4 of 4 mutants caught, 0 not run" in done.stdout
    assert "no-echo: caught by P1-02" in done.stdout
    assert not (course.root / ".runs").exists()
    assert (course.root / "projects" / "01_tiny" / "app.py").read_text() == APP.read_text()


def test_a_survivor_and_one_that_fails_more_are_told_apart(mutated):
    """A mutant that nothing notices survives; one that fails other boxes as well is no proof of its own."""
    done = mutated([*CAUGHT[:3], SURVIVES, KILLS_MORE])

    assert done.returncode == 1
    assert "louder  P1-04      survives: nothing fails" in done.stdout
    assert "dead    P1-02      does not fail P1-02, also fails P1-01" in done.stdout
    assert "stage 1: 3 of 5 mutants caught" in done.stdout


def test_a_box_without_a_mutant_of_its_own_is_a_failure(mutated):
    """A box proved by machine that no mutant fails alone is named, even when all mutants are caught."""
    done = mutated(CAUGHT[:3])

    assert done.returncode == 1
    assert "P1-04 has no mutant that fails it alone" in done.stdout


def test_one_can_be_run_alone(mutated):
    """--only runs the named one and asks for no others."""
    done = mutated(CAUGHT, "--only", "short-echo")

    assert (done.returncode, "1 of 1 mutants caught" in done.stdout) == (0, True)


def test_a_quick_run_meets_only_what_each_must_fail(mutated):
    """With --quick a mutant that would fail another box, too, is caught all the same, and that is said."""
    done = mutated(
        [*CAUGHT[1:], ("dead", "def serve(", "raise SystemExit\ndef serve(", ["P1-01"])], "--quick"
    )

    assert done.returncode == 0, done.stdout
    assert "dead: caught by P1-01" in done.stdout
    assert "NOT RUN most boxes that these mutants must leave alone" in " ".join(done.stdout.split())


def test_a_quick_run_still_finds_a_survivor(mutated):
    """A mutant that its own box does not notice survives a quick run as well."""
    done = mutated([*CAUGHT[:3], SURVIVES], "--quick")

    assert done.returncode == 1
    assert "louder  P1-04      survives: nothing fails" in done.stdout


def test_a_quick_run_does_not_take_an_app_that_does_not_start_for_caught(mutated):
    """What a box needs is run with it, so a wrong version of no use at all fails more than its box."""
    dies = ("dies", "def serve(", "raise SystemExit('no luck')\ndef serve(", ["P1-02"])

    done = mutated([dies], "--quick", "--only", "dies")

    assert done.returncode == 1
    assert "dies: does not fail P1-02, also fails P1-01" in done.stdout


def test_the_unchanged_stage_meets_the_same_boxes(course, mutated):
    """What fails the stage as it is, too, proves nothing of its mutants: none is called caught any more."""
    app = course.root / "projects" / "01_tiny" / "app.py"
    app.write_text(app.read_text(encoding="utf-8").replace("json.loads(body)", "{}"), encoding="utf-8")

    well = mutated([CAUGHT[0]], "--quick", "--only", "not-well")
    shutil.rmtree(course.root / "tests" / "mutants")
    done = mutated([CAUGHT[0], ("louder", "flush=True", "flush=False", ["P1-02"])], "--quick")

    assert (well.returncode, "the reference passes 1 boxes" in well.stdout) == (0, True)
    assert done.returncode == 2
    assert "the reference error: it fails P1-02: " in done.stdout
    assert "mutants caught" not in done.stdout


@pytest.mark.skipif(not POSSIBLE, reason="this system starts everything cold")
@pytest.mark.parametrize(("cold", "said"), [(False, "warm: caught by P1-01"), (True, "warm: survives")])
def test_a_cold_mutant_starts_as_its_app_would_alone(mutated, cold, said):
    """What a mutant changes at a library's import is seen only where the library is imported for it."""
    well = """'ok' if b"course.warm" not in open("/proc/self/cmdline", "rb").read() else 'ill'"""
    warm = ("warm", '{"status": "ok"}', f'{{"status": {well}}}', ["P1-01"])

    done = mutated([warm], "--quick", "--only", "warm", run="python -m app {port}", cold=cold)

    assert said in done.stdout
    assert "the reference passes 1 boxes" in done.stdout


def test_what_needs_containers_is_said_loudly(mutated):
    """A mutant for the compose target is not run by default, and that is not hidden."""
    done = mutated(CAUGHT[:1], "--only", "not-well", target="compose")

    assert done.returncode == 0
    assert "NOT RUN not-well: needs a Docker engine and --target compose" in done.stdout


def test_containers_without_an_engine_are_refused_once(course, mutated):
    """--target compose without an engine is wrong usage, in one line."""
    write(course, CAUGHT[:1], target="compose")

    done = course.run(
        "mutants", 1, "--target", "compose", DOCKER_HOST="unix:///nowhere.sock", PATH="/nowhere"
    )

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert "docker" in done.stderr


WRONG = {
    "text gone": (
        ("m", "no such text", "x", ["P1-01"]),
        "the text to replace is 0 times in app.py, not once",
    ),
    "text twice": (("m", "self.answer(", "x", ["P1-01"]), "times in app.py, not once"),
    "unknown box": (("m", "flush=True", "x", ["P1-77"]), "stage 1 proves no box P1-77"),
    "no slug": (("Not A Slug", "flush=True", "x", ["P1-01"]), "String should match pattern"),
    "kills nothing": (("m", "flush=True", "x", []), "kills"),
}


@pytest.mark.parametrize("mistake", WRONG.values(), ids=WRONG)
def test_a_wrong_entry_is_said_before_anything_runs(mutated, mistake):
    """A mutant that cannot be made is the course's own fault: exit code 2, and the entry is named."""
    entry, said = mistake

    done = mutated([entry])

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_name_is_helped(mutated):
    """A name that is nearly right gets the one that is meant."""
    done = mutated(CAUGHT, "--only", "no-ecko")

    assert done.returncode == 3
    assert "there is no mutant no-ecko; did you mean no-echo?" in done.stderr


def test_checks_that_break_are_a_harness_error(course, mutated):
    """A check that breaks by itself catches nothing: exit code 2."""
    checks = course.root / "tests" / "checks" / "test_stage_1.py"
    checks.write_text(checks.read_text(encoding="utf-8").replace("app.get(", "app.gett("), encoding="utf-8")

    done = mutated(CAUGHT[:1], "--only", "not-well")

    assert done.returncode == 2
    assert "the harness broke at P1-01" in done.stdout


@pytest.fixture(params=["python app.py {port}", "python -m app {port}"], ids=["cold", "warm"])
def under_way(request, course, mutated, tmp_path):
    """A run whose mutant's app has been asked what it never answers, and all its processes."""
    write(course, [("hangs", "GO.wait(10)", "GO.wait(1000)", ["P1-04"])])
    app = course.root / "projects" / "01_tiny" / "app.py"
    app.write_text(app.read_text().replace("GO.set()", "GO.wait(1000)"))
    stage = app.with_name("stage.toml")
    stage.write_text(stage.read_text().replace("python app.py {port}", request.param))
    env = course.env | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(course.argv("mutants", 1), cwd=course.root, env=env, stdout=subprocess.PIPE) as run:
        deadline = time.monotonic() + 60
        while not any(log.read_text() for log in tmp_path.glob("mutants-*/hangs/runs/latest/app.log")):
            assert time.monotonic() < deadline, "the app was not started"
            time.sleep(0.02)
        yield run, psutil.Process(run.pid).children(recursive=True)
        run.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_mutants_leave_nothing(under_way, tmp_path, number):
    """Ctrl-C and SIGTERM: exit code 130, no process and no copy of the stage is left."""
    run, children = under_way

    run.send_signal(number)
    run.communicate(timeout=90)

    assert run.returncode == 130
    assert not [child for child in children if child.is_running()]
    assert not list(tmp_path.glob("mutants-*"))


def test_killed_mutants_leave_no_process(under_way):
    """Even when there was no time to clean up, every app, simulator and starter is ended."""
    run, children = under_way

    run.kill()

    _, left = psutil.wait_procs(children, timeout=20)
    assert not [child for child in left if child.status() != psutil.STATUS_ZOMBIE]
