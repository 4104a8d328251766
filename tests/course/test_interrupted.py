"""A run that is stopped leaves nothing running, however it is stopped."""

import os
import re
import signal
import subprocess
import sys
import time

import psutil
import pytest

import course.process
from course.process import Process, Watch

PATIENCE = 20.0


@pytest.fixture
def held(course):
    """A run in the middle of a check that waits, with the processes of the app under check."""
    folder = course.submission("leaves_children")
    argv = course.argv("check", 1, "--submission", folder.name, "--report", "results.json")
    with subprocess.Popen(argv, cwd=course.root, env=course.env, stdout=subprocess.PIPE, text=True) as run:
        log = course.root / ".runs/latest/app.log"
        found = eventually(lambda: log.exists() and re.search(r"holding (\d+) (\d+)\n", log.read_text()))
        processes = [psutil.Process(int(pid)) for pid in found.groups()]
        yield run, processes
        for process in [run, *(process for process in processes if process.is_running())]:
            process.kill()


def has_ended(process):
    """A zombie has ended too: only its parent has not asked for its exit code yet."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def eventually(look):
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_reports_what_it_has_and_leaves_nothing(course, held, number):
    """Ctrl-C and SIGTERM: the boxes so far are reported, the exit code is 130, every process is gone."""
    run, processes = held

    run.send_signal(number)
    output, _ = run.communicate(timeout=PATIENCE)

    assert run.returncode == 130
    assert "interrupted: 2 passed, 2 not run, 1 to explain" in output
    assert course.results.interrupted
    assert course.outcomes["P1-03"] == "not run"
    assert all(map(has_ended, processes))


def test_a_killed_run_leaves_nothing(held):
    """Even a run that had no time to clean up leaves no process behind."""
    run, processes = held

    run.kill()

    eventually(lambda: all(map(has_ended, processes)))


def test_a_finished_run_leaves_nothing(course):
    """A process that left the app's process group is ended with the run."""
    course.check("leaves_children", "--only", "P1-02")

    child = re.search(r"child (\d+)\n", (course.root / ".runs/latest/app.log").read_text())[1]
    assert not psutil.pid_exists(int(child)) or has_ended(psutil.Process(int(child)))


def test_a_process_that_will_not_end_is_killed(tmp_path):
    """One that ignores SIGTERM gets its time to end, and no more."""
    stubborn = "import signal; signal.signal(15, signal.SIG_IGN); print('on', flush=True); signal.pause()"
    process = Process([sys.executable, "-c", stubborn], cwd=tmp_path, env={}, log=tmp_path / "log")
    eventually(lambda: "on" in process.log_text())

    process.stop(grace=0.2)

    assert process.exit_code() == -signal.SIGKILL


def test_an_interrupt_when_a_process_has_just_begun_leaves_nothing(monkeypatch, tmp_path):
    """Ctrl-C may come when the command is already there and nobody has its number yet."""
    watch, started = Watch(), []

    class Interrupted(subprocess.Popen):
        def __init__(self, argv, **options):
            super().__init__(argv, **options)
            if "sleep" in argv:
                started.append(self)
                raise KeyboardInterrupt

    monkeypatch.setattr(course.process, "WATCH", watch)
    monkeypatch.setattr(course.process.subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        Process(["sleep", "1000"], cwd=tmp_path, env=os.environ, log=tmp_path / "log")

    watch.close()

    (begun,) = started
    assert begun.poll() is not None
