"""What is written of a run: JSON, and what is made from it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from course.results import Run
from course.usage import WrongUsage


def _json(run: Run) -> str:
    return run.model_dump_json(indent=2) + "\n"


def _html(run: Run) -> str:
    from course.report.html import page  # noqa: PLC0415 - loads a template engine

    return page(run)


def _junit(run: Run) -> str:
    from course.report.junit import document  # noqa: PLC0415 - loads an XML library

    return document(run)


FORMATS: dict[str, Callable[[Run], str]] = {".json": _json, ".html": _html, ".xml": _junit}


def check_names(paths: Iterable[Path]) -> None:
    """Refuse a report that could not be written, before the checks run."""
    for path in paths:
        if path.suffix not in FORMATS:
            raise WrongUsage(f"--report {path}: the name must end in {', '.join(FORMATS)}")
        if not path.absolute().parent.is_dir():
            raise WrongUsage(f"--report {path}: there is no folder {path.parent}")


def write(paths: Iterable[Path], run: Run) -> None:
    """Write a run in the format that each file's name says."""
    for path in paths:
        path.write_text(FORMATS[path.suffix](run), encoding="utf-8")
