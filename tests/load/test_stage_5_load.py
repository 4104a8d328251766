"""Stage 5 under a small crowd for a few seconds: exact about counts, and silent about times.

The same by `benchmarks/stage_5.py --seconds 60`, with 200 users, is what the figures come from.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CROWD = ["--seconds", "6", "--users", "20", "--limit", "3", "--think", "0.5", "--json"]
pytestmark = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="NOT RUN: there is no redis-server on this machine"
)


@pytest.fixture(scope="module")
def found():
    """All trials on one stack: two workers, one Redis, one in ten requests to the providers fails."""
    argv = [
        sys.executable,
        str(ROOT / "benchmarks" / "stage_5.py"),
        "load",
        "redis",
        "stall",
        "worker",
        *CROWD,
    ]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=600)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("trial", ["load", "redis", "stall", "worker"])
def test_under_load_and_faults_no_failure_is_our_own_and_every_answer_has_its_one_line(found, trial):
    """No 5xx that no provider caused; no log line lost, doubled, garbled, or untrue."""
    goals = {goal: met for goal, met in found["goals"].items() if goal.startswith(f"{trial}:")}

    assert len(goals) >= 5
    assert all(goals.values()), json.dumps([goals, found["figures"][trial]], indent=1)


def test_limits_are_exact_over_two_workers(found):
    """Of each user with few requests exactly so many pass, whichever worker they reach."""
    (met,) = [met for goal, met in found["goals"].items() if goal.startswith("load: exactly 3 requests pass")]

    assert met
    assert found["figures"]["load"]["statuses"]["429 rate_limited"] > 0, "they did ask for more"
