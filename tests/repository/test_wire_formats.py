"""Stage 3's page shows the bytes that the stage sends today."""

import subprocess
import sys
from pathlib import Path

STAGE = Path(__file__).parents[2] / "projects" / "03_multi_provider_chat"


def test_the_wire_formats_of_stage_3_are_those_of_a_run():
    ended = subprocess.run(
        [sys.executable, "wire_formats.py", "--check"], cwd=STAGE, check=False, capture_output=True, text=True
    )

    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}\nwrite it anew: python wire_formats.py"
