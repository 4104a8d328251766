"""Server-Sent Events, read strictly: what a browser would quietly ignore is a fault here."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from course.faults import AppFault

FIELDS = ("data", "event", "id", "retry")
LINE_END = re.compile(rb"\r\n|\n|\r(?!$)")  # a CR at the very end may be half of a CRLF


@dataclass(frozen=True)
class Event:
    """One event: its data lines joined, and its other fields."""

    data: str
    fields: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:  # noqa: ANN401 - whatever the app sent
        """Return the data's JSON."""
        try:
            return json.loads(self.data)
        except ValueError as error:
            raise AppFault(
                f"the data of an event is not JSON: {error}", expected="data: {json}", got=self.data[:300]
            ) from None


@dataclass(frozen=True)
class Comment:
    """A line that starts with a colon; clients skip it."""

    text: str


class Parser:
    """Takes bytes as they come and gives the events and comments that are complete."""

    def __init__(self) -> None:
        self._buffer = b""
        self._data: list[str] = []
        self._fields: dict[str, str] = {}

    def feed(self, chunk: bytes) -> list[Event | Comment]:
        """Take more bytes; AppFault for what is not an event stream."""
        *lines, self._buffer = LINE_END.split(self._buffer + chunk)
        return [item for line in lines if (item := self._take(_text(line))) is not None]

    def end(self) -> list[Event | Comment]:
        """Say that nothing more comes; AppFault when an event is not finished, because a client drops it."""
        last = self.feed(b"\n") if self._buffer == b"\r" else []
        if self._buffer or self._data or self._fields:
            rest = "\n".join([*self._data, self._buffer.decode(errors="replace")])
            raise AppFault(
                "the stream ended within an event", expected="an empty line after it", got=rest[:300]
            )
        return last

    def _take(self, line: str) -> Event | Comment | None:
        if line.startswith(":"):
            return Comment(line[1:].removeprefix(" "))
        if not line:
            return self._finish()
        name, colon, value = line.partition(":")
        if name not in FIELDS or not colon:
            raise AppFault(
                f"a line of the stream is none of an event's: {line[:100]!r}",
                expected=", ".join(f"{known}: …" for known in FIELDS),
                got=line[:300],
            )
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        else:
            self._fields[name] = value
        return None

    def _finish(self) -> Event | None:
        data, fields, self._data, self._fields = self._data, self._fields, [], {}
        if fields and not data:
            raise AppFault("an event without data, which clients drop", expected="data: …", got=str(fields))
        return Event("\n".join(data), fields) if data else None


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise AppFault(f"the stream is not UTF-8: {error}", expected="UTF-8", got=repr(line[:100])) from None
