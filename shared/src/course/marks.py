"""Read the `proves` mark of a check."""

import pytest


def mark_of(item: pytest.Item) -> pytest.Mark:
    mark = item.get_closest_marker("proves")
    if mark is None:
        raise LookupError(item.nodeid)
    return mark


def proved_by(item: pytest.Item) -> str:
    mark = item.get_closest_marker("proves")
    return str(mark.args[0]) if mark else ""


def why_no_proof(found: list[pytest.Item]) -> str:
    if not found:
        return "no check proves this box"
    return "more than one check proves this box: " + ", ".join(item.nodeid for item in found)
