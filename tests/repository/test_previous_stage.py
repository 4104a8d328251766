"""What a stage newly proves, the reference of the stage before does not have."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.catalog import AutoItem, load_stage
from course.results import read_run

ROOT = Path(__file__).parents[2]
COURSE = Path(sys.executable).parent / "course"


def reference(number):
    (folder,) = (ROOT / "projects").glob(f"{number:02}_*")
    return folder


def as_stage(number, folder):
    """Copy the reference of the stage before, and call it this stage."""
    shutil.copytree(reference(number - 1), folder, ignore=shutil.ignore_patterns(".venv", ".env"))
    file = folder / "stage.toml"
    file.write_text(re.sub(r"^number = \d+", f"number = {number}", file.read_text(), flags=re.MULTILINE))
    return folder


@pytest.mark.parametrize("number", [3, 4, 5, 6, 7])
def test_the_previous_stages_reference_passes_no_new_box(number, tmp_path):
    new = [
        item.id
        for heading in load_stage(number).headings
        for item in heading.items
        if isinstance(item, AutoItem)
    ]
    submission, report = as_stage(number, tmp_path / "previous"), tmp_path / "results.json"

    ended = subprocess.run(
        [COURSE, "check", str(number), "--submission", submission, "--report", report]
        + [word for id_ in new for word in ("--only", id_)]
        + ["--ready-timeout", "120"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    outcomes = {result.id: result.outcome for result in read_run(report).results if result.id in new}
    assert ended.returncode == 1, ended.stdout
    assert set(outcomes) == set(new)
    assert set(outcomes.values()) <= {"fail", "blocked", "skipped"}, outcomes
