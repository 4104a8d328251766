"""The capstone behind nginx under a small crowd for a few seconds: exact about counts, silent about times.

The same by `benchmarks/stage_7.py --seconds 60`, with 300 users, is what the figures come from.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.services import NoService
from course.services.postgres import find_programs

ROOT = Path(__file__).parents[2]
CROWD = ["--seconds", "16", "--users", "30", "--think", "0.5", "--json"]


def missing():
    """Return what this machine lacks, or nothing."""
    lacking = [program for program in ("nginx", "redis-server") if shutil.which(program) is None]
    try:
        find_programs()
    except NoService:
        lacking.append("PostgreSQL")
    return " and ".join(lacking)


pytestmark = pytest.mark.skipif(bool(missing()), reason=f"NOT RUN: there is no {missing()} on this machine")


@pytest.fixture(scope="module")
def found():
    """Both trials, each on a stack of its own; one in ten requests to the providers fails."""
    argv = [sys.executable, str(ROOT / "benchmarks" / "stage_7.py"), "loss", "rolling", *CROWD]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=900)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def goals_of(found, trial):
    goals = {goal: met for goal, met in found["goals"].items() if goal.startswith(f"{trial}:")}
    return goals, json.dumps([goals, found["figures"][trial]], indent=1)


def test_what_was_acknowledged_is_kept_once_and_paid_once_whatever_is_restarted(found):
    """A replica is killed, Redis and PostgreSQL are restarted: nothing is lost or doubled."""
    goals, told = goals_of(found, "loss")

    assert len(goals) == 9
    assert all(goals.values()), told
    assert found["figures"]["loss"]["paid"] > 100, told


def test_a_rolling_restart_loses_nothing(found):
    """One replica after the other is replaced: each ends what it had begun; few are told to come back."""
    goals, told = goals_of(found, "rolling")

    assert len(goals) == 9
    assert all(goals.values()), told
    assert found["figures"]["rolling"]["lost with a process"] == 0, told
    told_to_come_back = found["figures"]["rolling"]["failures while something was away"].values()
    assert sum(sum(causes.values()) for causes in told_to_come_back) <= 3, told
