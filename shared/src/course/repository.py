"""Where the course's files lie."""

import os
from pathlib import Path

from course.usage import WrongUsage


def root() -> Path:
    """Return `COURSE_ROOT`, else the repository around the current folder, else the one this file is in."""
    here, this = Path.cwd(), Path(__file__).resolve()
    named = os.environ.get("COURSE_ROOT")
    for folder in [Path(named).resolve()] if named else [here, *here.parents, *this.parents]:
        if (folder / "checklists").is_dir() and (folder / "projects").is_dir():
            return folder
    where = f"in {named}, as COURSE_ROOT says" if named else "here or above"
    raise WrongUsage(f"this is not a folder of the course: no checklists/ and projects/ {where}")


def stage_numbers() -> list[int]:
    """Return the stages that can be started, in order."""
    files = (root() / "projects").glob("[0-9][0-9]_*/stage.toml")
    return sorted(int(path.parent.name[:2]) for path in files)


def stage_folder(number: int) -> Path:
    """Return the folder of a stage's reference."""
    found = sorted((root() / "projects").glob(f"{number:02d}_*"))
    if not found:
        known = ", ".join(map(str, stage_numbers())) or "none"
        raise WrongUsage(f"there is no stage {number}; the stages are: {known}")
    return found[0]


def runs_folder() -> Path:
    """Return the folder of results and progress, which git ignores."""
    return Path(os.environ.get("COURSE_RUNS") or root() / ".runs").absolute()
