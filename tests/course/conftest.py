"""The engine's own tests: the `course` command in a tiny repository, against wrong apps."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from course.results import read_run

HERE = Path(__file__).parent
APPS = HERE / "apps"
collect_ignore = ["tiny", "apps"]  # tests of the apps under check, not of the engine
COURSE = Path(sys.executable).parent / "course"


@dataclass
class Course:
    """A copy of the tiny repository, and the command run in it."""

    root: Path

    def submission(self, app, stage=1):
        """Write a folder with a stage.toml that starts one of the apps."""
        program = "node" if app.endswith(".js") else "python"
        path = APPS / (app if "." in app else f"{app}.py")
        services = ["provider"] if stage == 2 else []
        return self.folder(app, f"{program} {path} {{port}}", number=stage, services=services)

    def folder(self, name, run, **keys):
        """Write a folder with a stage.toml."""
        folder = self.root / name.replace(".", "_")
        folder.mkdir()
        keys = {"number": 1, "title": name, "run": run, "ready": "/health", "services": []} | keys
        lines = (f"{key} = {value!r}" for key, value in keys.items())
        (folder / "stage.toml").write_text("\n".join(lines), encoding="utf-8")
        return folder

    @property
    def env(self):
        env = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}
        return env | {"COURSE_ROOT": str(self.root), "COLUMNS": "120"}

    def argv(self, *words):
        return [str(COURSE), *map(str, words)]

    def run(self, *words, **env):
        return subprocess.run(
            self.argv(*words),
            cwd=self.root,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def check(self, app, *words, stage=1):
        """Check an app; the result file is `results.json`."""
        folder = self.submission(app, stage) if isinstance(app, str) else app
        return self.run("check", stage, "--submission", folder.name, "--report", "results.json", *words)

    @property
    def results(self):
        return read_run(self.root / "results.json")

    @property
    def outcomes(self):
        return {result.id: result.outcome for result in self.results.results}

    def normal(self, text):
        """Return an output without what differs from run to run."""
        text = text.replace(str(self.root), "ROOT").replace(str(APPS), "APPS")
        text = re.sub(r"127\.0\.0\.1:(?!800)\d+", "127.0.0.1:PORT", text)
        text = re.sub(r"^(.+\n)\1+", r"\1", text, flags=re.MULTILINE)  # how often it asked while it waited
        return re.sub(r"in \d+\.\d s$", "in N s", text, flags=re.MULTILINE)


@pytest.fixture
def course(tmp_path):
    shutil.copytree(HERE / "tiny", tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "course" / "projects").mkdir(exist_ok=True)
    return Course(tmp_path / "course")
