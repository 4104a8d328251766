"""`course run`: real processes, a real chat, and nothing left behind."""

import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx2
import psutil
import pytest

from course.ports import free_port
from course.run import launch
from course.run.settings import read_settings
from course.stage import read_stage

ROOT = Path(__file__).parents[2]
COURSE = Path(sys.executable).parent / "course"
CHAT = ROOT / "projects" / "02_single_provider_chat"
PATIENCE = 60.0
END = "(end)"
READY = "Ctrl-C ends it"


def environment(root=ROOT, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}
    return {**kept, "COURSE_ROOT": str(root), "COLUMNS": "120", **more}


def run(*words, **env):
    return subprocess.run(
        [COURSE, "run", *map(str, words)],
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Running:
    """A `course run` in the background: what it printed so far, and its processes."""

    def __init__(self, *words, stdin=subprocess.DEVNULL, **env):
        self.process = subprocess.Popen(
            [COURSE, "run", *map(str, words)],
            env=environment(**env),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        with self.process.stdout as output:
            for line in output:
                self._note(line)
        self._note(END)

    def _note(self, line):
        with self._changed:
            self.lines.append(line)
            self._changed.notify_all()

    def wait_for(self, pattern):
        with self._changed:
            self._changed.wait_for(lambda: self._find(pattern) or END in self.lines, PATIENCE)
        found = self._find(pattern)
        assert found, self.text
        return found

    def _find(self, pattern):
        return re.search(pattern, self.text, re.MULTILINE)

    @property
    def text(self):
        return "".join(self.lines)

    def url(self, name):
        return self.wait_for(rf"^{name}\s+(\S+)\n[^$]*{READY}")[1]

    @property
    def children(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number=signal.SIGINT):
        """Interrupt it; return its exit code and which of its processes are left."""
        children = self.children if self.process.poll() is None else []
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code, [child for child in children if child.is_running()]


@pytest.fixture
def running():
    """Start `course run`s that end with the test."""
    started = []

    def start(*words, **options):
        started.append(Running(*words, **options))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def own_copy(tmp_path):
    """A repository of its own with a stage 2, for a `.env`."""
    shutil.copytree(
        CHAT, tmp_path / "projects" / CHAT.name, ignore=shutil.ignore_patterns(".env", ".venv", "__pycache__")
    )
    (tmp_path / "checklists").mkdir()
    return tmp_path


def test_one_question_from_the_command_line():
    """--ask prints the answer with model, tokens and what the provider saw, and ends."""
    done = run(2, "--ask", "my name is Ada")

    assert done.returncode == 0, done.stderr
    assert re.search(r"Ada.*\[sim:[0-9a-f]{8}\]$", done.stdout, re.MULTILINE)
    assert re.search(
        r"^\(claude-haiku-4-5, \d+ tokens in, \d+ out, 1 request to the simulator\)$",
        done.stdout,
        re.MULTILINE,
    )


def test_it_says_where_everything_is_and_all_of_it_answers(running):
    """The app, its docs and the wire inspector answer where the panel says; the pasted curl chats."""
    here = running(2, "--port", free_port())

    assert httpx2.get(here.url("App") + "/health").status_code == 200
    assert httpx2.get(here.url("Docs")).status_code == 200
    assert "text/html" in httpx2.get(here.url("Wire inspector")).headers["content-type"]
    curl = next(line for line in here.lines if line.startswith("curl "))
    answer = subprocess.run(curl, shell=True, capture_output=True, text=True, check=True).stdout
    assert '"content"' in answer
    here.wait_for(r"stage 2 │ .*POST /v1/chat")
    assert "\x1b" not in here.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ending_it_leaves_nothing(running, number):
    """Ctrl-C and SIGTERM end the stage and the simulator with exit code 0: it is meant to end so."""
    here = running(2, "--port", free_port())
    here.wait_for(READY)
    names = " ".join(" ".join(child.cmdline()) for child in here.children)

    code, left = here.end(number)

    assert "uvicorn" in names
    assert "provider_simulator" in names
    assert (code, left) == (0, [])


def test_the_simulator_takes_free_ports_when_its_own_are_in_use(monkeypatch, taken_port):
    """A second `course run` says that its simulator is somewhere else, and runs."""
    monkeypatch.setattr(launch, "SIMULATOR_PORT", taken_port)
    stage = read_stage(CHAT)

    with launch.Launch(stage, read_settings(stage), port=free_port(), simulator_port=None) as here:
        here.start(quiet=False)

        assert httpx2.get(f"{here.simulator.control_url}/health").status_code == 200
    assert f"Port {taken_port} or {taken_port + 1} is in use" in here.notes[0]


def test_a_port_in_use_is_one_line(taken_port):
    """Whichever port is in use: exit code 3, one line that names the port and the flag, nothing started."""
    app, simulator = run(2, "--port", taken_port), run(2, "--port", 0, "--simulator-port", taken_port)

    for done, flag in ((app, "--port"), (simulator, "--simulator-port")):
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr == (
            f"course: port {taken_port} is in use; end what listens there, or choose another with {flag}\n"
        )


def test_exported_keys_are_not_used(running):
    """What a shell exported under a provider's name changes nothing: no key is used by accident."""
    exported = {"ANTHROPIC_API_KEY": "sk-ant-exported", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}
    exported |= {"ANTHROPIC_AUTH_TOKEN": "exported", "HTTP_PROXY": "http://127.0.0.1:9"}

    done = run(2, "--ask", "Hello", **exported)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 request to the simulator" in done.stdout


def test_a_key_in_the_stages_own_file_goes_to_the_real_provider(running, own_copy):
    """A key in `.env` reaches the provider named there; it is said so, and the key is printed nowhere."""
    provider = running(2, "--port", free_port())
    data_url = provider.wait_for(r"data (http://\S+) control")[1]
    key = "sk-ant-really-mine"
    dotenv = f"ANTHROPIC_API_KEY={key}\nANTHROPIC_BASE_URL={data_url}/anthropic\n"
    (own_copy / "projects" / CHAT.name / ".env").write_text(dotenv, encoding="utf-8")

    done = run(2, "--ask", "Hello", root=own_copy)

    seen = httpx2.get(provider.url("Wire inspector") + "journal").json()["requests"]
    assert [entry["headers"]["authorization"] for entry in seen] == ["Bearer sk-ant-…"]
    assert done.returncode == 1
    assert "502 provider_auth" in done.stdout
    assert "the REAL Anthropic, with your key from .env" in done.stderr
    assert key not in done.stdout + done.stderr


def test_real_without_a_key_is_refused(own_copy):
    """--real starts nothing where there is no key to use."""
    done = run(2, "--real", root=own_copy)

    assert (done.returncode, done.stdout) == (3, "")
    assert "no provider's own key in" in done.stderr


def test_a_stage_without_chat_runs_without_a_simulator(running):
    """Stage 1 has no provider: no simulator is started, and asking it is refused."""
    here = running(1, "--port", free_port())
    here.wait_for(READY)

    assert "Wire inspector" not in here.text
    assert "/echo" in here.text
    assert not [child for child in here.children if "provider_simulator" in " ".join(child.cmdline())]
    assert "no chat" in run(1, "--ask", "Hello").stderr


def test_a_learners_own_folder_can_be_run(tmp_path):
    """With --submission it is their app that answers, and only if it is of that stage."""
    own = tmp_path / "my chat"
    shutil.copytree(CHAT, own, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    (own / "app" / "main.py").write_text("raise SystemExit('this is mine')\n", encoding="utf-8")

    done = run(2, "--ask", "Hello", "--submission", own)

    assert done.returncode == 1
    assert "this is mine" in done.stderr
    assert "is of stage 2, not 1" in run(1, "--submission", own).stderr


def test_a_stage_that_does_not_start_shows_why(own_copy):
    """The end of the app's own output and one line say what happened; exit code 1."""
    main = own_copy / "projects" / CHAT.name / "app" / "main.py"
    main.write_text("raise SystemExit('the reason is here')\n", encoding="utf-8")

    done = run(2, "--ask", "Hello", root=own_copy)

    assert (done.returncode, done.stdout) == (1, "")
    assert "the reason is here" in done.stderr
    assert "ended with exit code 1 before it was ready" in done.stderr


def test_a_stage_that_ends_by_itself_ends_it_all(running):
    """When the stage dies, it is said, and the simulator does not stay behind."""
    here = running(2, "--port", free_port())
    here.wait_for(READY)
    children = here.children

    next(child for child in children if "uvicorn" in " ".join(child.cmdline())).kill()

    assert here.process.wait(PATIENCE) == 1
    here.wait_for("stage 2 ended by itself with exit code -9")
    assert not [child for child in children if child.is_running()]


def test_in_a_terminal_a_message_can_be_typed(running):
    """Where somebody can type, a line is a chat message, and its answer is printed."""
    controller, terminal = pty.openpty()
    here = running(2, "--port", free_port(), stdin=terminal)
    here.wait_for("press Enter to chat")

    os.write(controller, b"my name is Ada\n")

    here.wait_for(r"\[sim:[0-9a-f]{8}\]\n\(claude-haiku-4-5")
    assert here.end() == (0, [])
    os.close(controller)
    os.close(terminal)
