"""A warm process is told from a cold one by nothing but the time that it takes."""

import json
import os
import signal
import sys
import time

import psutil
import pytest

from course.faults import HarnessError
from course.mutants.running import warmth
from course.process import Process
from course.warm import POSSIBLE, Starter, is_python

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="this system starts everything cold")

PROBE = """
import atexit, json, os, random, signal, sys, threading
print(json.dumps({
    "environment": dict(os.environ), "words": sys.argv[1:], "path": sys.path, "folder": os.getcwd(),
    "leads": os.getsid(0) == os.getpid() == os.getpgid(0), "input": sys.stdin.read(),
    "signals": {int(number): str(signal.getsignal(number)) for number in signal.valid_signals()},
    "files": sorted(os.listdir("/proc/self/fd")), "threads": threading.active_count(),
    "ours": [name for name in sys.modules if name.partition(".")[0] in {"course", "pytest", "_pytest"}],
    "name": __name__, "main": sys.modules["__main__"].__file__, "unbuffered": sys.stdout.write_through,
}))
atexit.register(print, "ended", file=sys.stderr)
print(random.random())
"""
ENVIRONMENT = {"PATH": os.environ["PATH"], "ONLY": "this", "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def starter(course, tmp_path):
    folder = course.folder("nothing", "python -m nothing")
    with warmth(folder, tmp_path) as found:
        yield found


@pytest.fixture
def begin(tmp_path):
    """Start a module's text, and end it."""
    begun = []

    def start(text, *words, starter=None, name="probe", env=ENVIRONMENT):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        log = tmp_path / f"{len(begun)}.log"
        argv = [sys.executable, "-m", name, *words]
        begun.append(Process(argv, cwd=tmp_path, env=env, log=log, starter=starter))
        return begun[-1]

    yield start
    for process in begun:
        process.stop(grace=0)


def eventually(look):
    deadline = time.monotonic() + 20
    while not (found := look()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
    return found


def test_a_warm_process_finds_what_a_cold_one_does(begin, starter, monkeypatch):
    """Environment, words, path, folder, session, files, signals, modules, exit handlers: all are its own."""
    starter = Starter(starter._asks)  # as a check asks, which lends it to nobody
    monkeypatch.setenv("SECRET", "of the parent")
    warm, cold = begin(PROBE, "a", "b", starter=starter), begin(PROBE, "a", "b")

    assert (warm.ended_within(20), cold.ended_within(20)) == (0, 0)
    (found, chance, end), (wanted, other, _) = (log.log_text().splitlines() for log in (warm, cold))
    assert json.loads(found) == json.loads(wanted)
    assert json.loads(found)["environment"].keys() == {*ENVIRONMENT, "COURSE_RUN"}
    assert chance != other
    assert end == "ended"


def test_two_warm_processes_do_not_draw_the_same_numbers(begin, starter):
    """Chance begins anew in each."""
    first, second = (begin("import random; print(random.random())", starter=starter) for _ in range(2))

    assert (first.ended_within(20), second.ended_within(20)) == (0, 0)
    assert first.log_text() != second.log_text()


@pytest.mark.parametrize(
    ("text", "code"),
    [("raise SystemExit(7)", 7), ("1 / 0", 1), ("import os, signal; os.kill(os.getpid(), 9)", -9)],
)
def test_an_exit_code_comes_back_as_often_as_it_is_asked_for(begin, starter, text, code):
    """A code, an exception, a signal: each is what `subprocess` would say."""
    process = begin(text, starter=starter)

    assert process.ended_within(20) == code
    assert (process.exit_code(), process.exit_code()) == (code, code)


def test_it_is_stopped_with_what_it_started(begin, starter):
    """SIGTERM reaches all of it; the processor time is its own, not the starter's."""
    sleeps = "import subprocess; p = subprocess.Popen(['sleep', '1000']); print(p.pid); p.wait()"
    process = begin(f"sum(range(10**7)); {sleeps}", starter=starter)
    child = psutil.Process(int(eventually(process.log_text)))
    assert process.exit_code() is None
    assert 0 < process.cpu_seconds() < 3  # the starter had used up more

    process.ask_to_stop()

    assert process.ended_within(20) == -signal.SIGTERM
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_nothing_outlives_the_check_that_asked_for_it(begin, starter):
    """A check that is killed takes with it what it was lent the starter for."""
    asks = """
import os, sys, time
from pathlib import Path
from course.process import Process
Path("app.py").write_text("import time; print('up', flush=True); time.sleep(1000)")
app = Process([sys.executable, "-m", "app"], cwd=Path.cwd(), env={}, log=Path("app.log"))
while not app.log_text(): time.sleep(0.01)
print(app.pid, "COURSE_STARTER" in os.environ, flush=True)
time.sleep(1000)
"""
    check = begin(asks, starter=starter, env=dict(os.environ))
    pid, lent = eventually(check.log_text).split()
    app = psutil.Process(int(pid))
    assert (lent, "course.warm.starter" in app.cmdline()) == ("False", True)

    check.send(signal.SIGKILL)

    eventually(lambda: not app.is_running())


def test_only_programs_of_this_environment_are_forked(tmp_path):
    """Another interpreter, a script's path, a program that is not Python: all start cold."""
    here = os.path.dirname(sys.executable)  # noqa: PTH120 - as it is written in a command
    assert is_python([f"{here}/uvicorn", "app:app"])
    assert is_python([f"{here}/python", "-m", "app"])

    assert not is_python([f"{here}/python", "app.py"])
    assert not is_python(["/elsewhere/bin/python", "-m", "app"])
    assert not is_python(["/bin/sleep", "1000"])


def test_a_starter_that_has_ended_is_said(starter, begin):
    """What cannot be started warm any more is the harness's fault, not the app's."""
    process = begin("import time; time.sleep(1000)", starter=starter)

    psutil.Process(process.pid).parent().kill()

    assert process.ended_within(20) == -signal.SIGKILL
    with pytest.raises(HarnessError, match="the starter of warm processes has ended"):
        begin("", starter=starter)
