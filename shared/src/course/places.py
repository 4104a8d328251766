"""Where the check engine finds the checks, and where it writes."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from course.repository import root, runs_folder

KEPT_RUNS = 20
RUN_FOLDERS = "[0-9]*-[0-9]*-[0-9]*"


def checks_folder() -> Path:
    return root() / "tests" / "checks"


def new_run_folder() -> Path:
    """Make this run's folder, let `latest` point to it, and forget the oldest runs."""
    runs = runs_folder()
    name = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{os.getpid()}"
    (runs / name).mkdir(parents=True)
    link = runs / f".latest-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)
    link.replace(runs / "latest")
    for old in sorted(runs.glob(RUN_FOLDERS))[:-KEPT_RUNS]:
        shutil.rmtree(old, ignore_errors=True)
    return runs / name


def latest(folder: Path) -> Path:
    """Return a run folder's path by way of `latest`."""
    return runs_folder() / "latest" / folder.name


def shown(path: Path) -> str:
    """Return a path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
