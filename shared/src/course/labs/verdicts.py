"""Run the tests of some boxes, here and now, and say what became of each box."""

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Literal

import pytest

from course import repository
from course.labs import proving


@dataclass(frozen=True)
class Verdict:
    """What became of a box, with its rule, and why it failed or was not run."""

    outcome: Literal["pass", "fail", "skipped"]
    text: str


class Collector:
    """A pytest plugin that runs the proofs of some boxes with the labs as they are, and keeps their end."""

    def __init__(self, boxes: Sequence[str]) -> None:
        self.boxes = set(boxes)
        self.found: dict[str, Verdict] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if _proved(item) & self.boxes and not _is_wrong(item)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.when == "call" or not report.passed:
            rule = " ".join((getattr(item, "function", None).__doc__ or "").split())
            text = rule if report.passed else f"{rule} {_reason(call)}"
            outcome: Literal["pass", "fail", "skipped"] = (
                "pass" if report.passed else "skipped" if report.skipped else "fail"
            )
            self.found |= {box: Verdict(outcome, text) for box in _proved(item) & self.boxes}
        return report


def verdicts(boxes: Sequence[str]) -> dict[str, Verdict]:
    """Return the verdict on each of these boxes, in their order."""
    folder = repository.root() / "tests" / "labs"
    arguments = [str(folder), "-c", os.devnull, "--rootdir", str(folder), "--disable-plugin-autoload"]
    arguments += ["-p", "no:cacheprovider", "-p", "no:terminal", "--strict-markers"]
    collector = Collector(boxes)
    pytest.main(arguments, plugins=[collector])
    return {box: collector.found.get(box, Verdict("skipped", "no test proves it")) for box in boxes}


def _proved(item: pytest.Item) -> set[str]:
    mark = item.get_closest_marker("proves")
    return set(mark.args) if mark else set()


def _is_wrong(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and proving.version_of(item) is not None


def _reason(call: pytest.CallInfo[None]) -> str:
    if call.excinfo is None:
        return ""
    said = str(call.excinfo.value).strip() or call.excinfo.typename
    return f"— {said.splitlines()[0]}"
