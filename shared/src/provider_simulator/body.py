"""What the journal and the script want to know of a request's body, valid or not."""

from __future__ import annotations

from collections.abc import ValuesView
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from provider_simulator.entry import Entry

DEEPEST = 200  # levels of JSON


def look_into(entry: Entry) -> None:
    """Note model and stream for the journal and the script, valid request or not."""
    try:
        body = orjson.loads(entry.body)
    except orjson.JSONDecodeError:
        return
    # What is nested deeper than other programs can read, the journal keeps as text.
    entry.body_is_json = entry.body.count(b"[") + entry.body.count(b"{") <= DEEPEST or depth(body) <= DEEPEST
    if isinstance(body, dict):
        model = body.get("model")
        entry.model = model if isinstance(model, str) else None
        entry.stream = body.get("stream") is True


def depth(value: object) -> int:
    """Count the levels of a JSON value, until they are too many."""
    levels, inside = 0, [value]
    while inside and levels <= DEEPEST:
        levels += 1
        containers = (one.values() if isinstance(one, dict) else one for one in inside)
        inside = [each for held in containers if isinstance(held, list | ValuesView) for each in held]
    return levels
