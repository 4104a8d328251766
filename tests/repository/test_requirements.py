import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAGES = sorted(ROOT.glob("projects/0*"))
UV = shutil.which("uv")


@pytest.mark.skipif(UV is None, reason="NOT RUN: uv is not on the PATH")
@pytest.mark.parametrize("folder", STAGES, ids=lambda folder: folder.name)
def test_the_pinned_requirements_of_a_stage_are_those_of_the_lock(folder):
    export = [
        UV, "export", "--locked", "--quiet", "--no-hashes", "--no-dev", "--no-emit-workspace", "--no-header",
        f"--package=stage-{int(folder.name[:2])}",
    ]  # fmt: skip

    exported = subprocess.run(export, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    pinned = [
        line for line in (folder / "requirements.txt").read_text().splitlines() if not line.startswith("#")
    ]
    assert pinned == exported.splitlines(), "stale: run `nox -s pages`"
