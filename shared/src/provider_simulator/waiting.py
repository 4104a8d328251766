"""What the control port's journal queries mean: which entries, which moment to wait for, how long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider_simulator.entry import Entry
    from provider_simulator.journal import Journal

LONGEST = 600.0  # seconds
MOMENTS: dict[str, Callable[[Entry], bool]] = {
    "started": lambda _: True,
    "first_token": lambda entry: entry.tokens_sent > 0,
    "gated": lambda entry: entry.gated,
    "ended": lambda entry: entry.ended_at is not None,
}


class ControlError(Exception):
    """A request the control port cannot serve, in one clear line."""

    def __init__(self, status: int, message: str, **more: Any) -> None:  # noqa: ANN401 members of a JSON object
        super().__init__(message)
        self.status, self.message, self.more = status, message, more


def number(query: dict[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        raise ControlError(422, f"{name}: {text!r} is not a whole number")
    return int(text)


def seconds(query: dict[str, str]) -> float:
    text = query.get("timeout", "10")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= LONGEST:
        raise ControlError(422, f"timeout: {text!r} is not a number of seconds from 0 to {LONGEST:g}")
    return value


def condition(until: str) -> Callable[[Entry], bool]:
    """Give the test for `started`, `first_token`, `tokens:N`, `gated` or `ended`."""
    kind, colon, amount = until.partition(":")
    if kind == "tokens" and colon:
        wanted = number({"until=tokens": amount}, "until=tokens", 0)
        return lambda entry: entry.tokens_sent >= wanted
    if until not in MOMENTS:
        raise ControlError(422, f"until: {until!r} is none of {', '.join(MOMENTS)}, tokens:N")
    return MOMENTS[until]


def find(journal: Journal, id_: str) -> Entry:
    entry = journal.entries.get(int(id_)) if id_.isascii() and id_.isdecimal() and len(id_) <= 12 else None
    if entry is None:
        raise ControlError(404, f"no request {id_} in the journal")
    return entry


def chosen(journal: Journal, query: dict[str, str]) -> list[Entry]:
    """Give the entries of one vendor, after an id, or the last so many; oldest first."""
    vendor, after = query.get("vendor"), number(query, "after", 0)
    entries = [
        entry for entry in journal.entries.values() if vendor in (None, "", entry.vendor) and entry.id > after
    ]
    last = number(query, "last", len(entries))
    return entries[len(entries) - last :] if last < len(entries) else entries
