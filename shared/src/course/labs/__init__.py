"""The labs: run by the learner, proved by `tests/labs`, and broken there on purpose."""

import pytest

__all__ = ["proves"]


def proves(*boxes: str) -> pytest.MarkDecorator:
    """Mark a test as the proof of these boxes; its docstring is the rule that a learner reads."""
    return pytest.mark.proves(*boxes)
