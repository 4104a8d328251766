"""Wrong usage is one clear line on stderr and exit code 3, and nothing has been started."""

import shutil

import pytest


def assert_refused(done, *words):
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    for word in words:
        assert word in done.stderr


STAGE_FAULTS = {
    "bad TOML": ("number = ", "not TOML"),
    "unknown key": ('number = 1\ntitle = "x"\nrun = "python"\nredy = "/health"', "unknown key redy"),
    "missing key": ('number = 1\nrun = "python"', "title: field required"),
    "wrong type": ('number = "one"\ntitle = "x"\nrun = "python"', "number:"),
    "open quotation": ("number = 1\ntitle = 'x'\nrun = 'python \"'", "run: No closing quotation"),
    "no such command": (
        'number = 1\ntitle = "x"\nrun = "no-such-command {port}"',
        "no command no-such-command",
    ),
    "another stage": ('number = 2\ntitle = "x"\nrun = "python"', "is of stage 2, not 1"),
}


@pytest.mark.parametrize(("text", "said"), STAGE_FAULTS.values(), ids=STAGE_FAULTS)
def test_a_wrong_stage_file_is_one_line(course, text, said):
    """Whatever is wrong with a stage.toml is said in one line that names the file."""
    folder = course.root / "wrong"
    folder.mkdir()
    (folder / "stage.toml").write_text(text, encoding="utf-8")

    done = course.run("check", 1, "--submission", "wrong")

    assert_refused(done, "stage.toml", said)


def test_a_folder_without_a_stage_file_is_refused(course):
    """A folder that does not say how it is started cannot be checked."""
    (course.root / "empty").mkdir()

    assert_refused(course.run("check", 1, "--submission", "empty"), "no stage.toml", "copy")


def test_what_does_not_exist_is_named(course):
    """An unknown folder, stage, box, target, report format or report folder is named."""
    good = course.submission("good").name

    assert_refused(course.run("check", 1, "--submission", "nowhere"), "nowhere", "no such folder")
    assert_refused(
        course.run("check", 1, "--submission", good, "--venv", "no/venv"), "no/venv", "no such folder"
    )
    assert_refused(course.run("check", 9, "--submission", good), "no stage 9")
    assert_refused(course.run("check", 1, "--submission", good, "--only", "P1-99"), "P1-99")
    assert_refused(course.run("check", 1, "--submission", good, "--target", "cloud"), "no target cloud")
    assert_refused(course.run("check", 1, "--submission", good, "--report", "run.pdf"), "run.pdf", ".json")
    assert_refused(course.run("check", 1, "--submission", good, "--report", "no/run.json"), "no folder no")


def test_what_does_not_go_together_is_refused(course):
    """A box of another stage, and a simulator for an app that gets its own."""
    words = ("check", 1, "--submission", course.submission("good").name)

    assert_refused(course.run(*words, "--only", "P2-01"), "P2-01 is a box of another stage")
    assert_refused(course.run(*words, "--control-url", "http://127.0.0.1:1"), "--target http")


def test_a_box_to_explain_is_not_checked(course):
    """Asking for the proof of a box that has none says what to do instead."""
    done = course.run("check", 1, "--submission", course.submission("good").name, "--only", "P1-05")

    assert_refused(done, "course explain P1-05")


def test_compose_without_an_engine_is_refused(course, tmp_path):
    """The compose target says that there is no engine, before anything is built."""
    folder = course.submission("good")
    (folder / "docker-compose.yml").write_text("services: {api: {image: nothing}}", encoding="utf-8")
    words = ("check", 1, "--submission", folder.name, "--target", "compose")

    assert_refused(
        course.run(*words, DOCKER_HOST=f"unix://{tmp_path}/no.sock"), "compose", "no engine answers"
    )
    assert_refused(course.run(*words, PATH=str(tmp_path)), "no docker command")


@pytest.mark.skipif(shutil.which("docker") is None, reason="NOT TESTED: there is no docker on this machine")
def test_compose_without_its_file_or_service_is_refused(course):
    """The compose target names what the folder lacks."""
    folder = course.submission("good")
    words = ("check", 1, "--submission", folder.name, "--target", "compose")

    assert_refused(course.run(*words), "no docker-compose.yml")
    (folder / "docker-compose.yml").write_text("services: {web: {image: nothing}}", encoding="utf-8")
    assert_refused(course.run(*words), "no service api")
