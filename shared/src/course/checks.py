"""What a check is written with: `proves`, `rule`, `expect_that`."""

from collections.abc import Sequence
from typing import Any

import pytest

from course.faults import AppFault, DoesNotStart, NoReply

__all__ = ["AppFault", "DoesNotStart", "NoReply", "expect_that", "proves", "rule"]

TARGETS = ("process", "compose", "url")


def proves(item: str, *, starts: bool = False, targets: Sequence[str] = TARGETS) -> pytest.MarkDecorator:
    """Mark a check as the proof of one box.

    `starts`: an app that does not start is this box's failure, instead of blocking it.
    `targets`: where the proof is possible; elsewhere the box is skipped, with the reason.
    """
    return pytest.mark.proves(item, starts=starts, targets=tuple(targets))


def rule(
    kind: str,
    *,
    vendor: str | None = None,
    model: str | None = None,
    request: int | list[int] | None = None,
    **parameters: Any,  # noqa: ANN401 - each kind of fault has its own parameters, which the simulator validates
) -> dict[str, Any]:
    """Return one rule of a simulator script: which fault, and for which requests."""
    where = {"vendor": vendor, "model": model, "request": request}
    chosen = {name: value for name, value in where.items() if value is not None}
    return {**chosen, "fault": {"kind": kind, **parameters}}


_NOTHING = object()


def expect_that(condition: object, what: str, *, got: object = _NOTHING) -> None:
    """Fail the box unless the condition holds, saying what was expected and what came."""
    if condition:
        return
    found = "" if got is _NOTHING else got if isinstance(got, str) else repr(got)
    raise AppFault(f"expected {what}" + (f", got {found}" if found else ""), expected=what, got=found)
