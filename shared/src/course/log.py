"""The end of an app's log, as people read it: JSON lines spelled out, and in tracebacks their own lines."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

LINES = 15
LOOKED_AT = 300  # lines as they were written, from the end; an app may have logged megabytes
PLACED = ("time", "level", "logger", "message", "exception")
FRAME = re.compile(r'(?P<indent>\s*)File "(?P<file>.+)", line \d+')
LIBRARY = re.compile(r"site-packages|dist-packages|[/\\]lib[/\\]python3|^<frozen ")


def end_of_log(text: str) -> list[str]:
    """Return the last lines of a log."""
    written = text.splitlines()[-LOOKED_AT:]
    spelled = [line for one in written for line in _spelled_out(one)]
    return list(_own_frames(spelled))[-LINES:]


def _spelled_out(line: str) -> list[str]:
    """Turn a JSON log line into text: level, logger, message, and whatever else it says but the time."""
    try:
        entry = json.loads(line) if line.startswith("{") else None
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or not isinstance(entry.get("message"), str):
        return [line]
    head, exception = _head(entry), entry.get("exception")
    return [*head.splitlines(), *(exception.splitlines() if isinstance(exception, str) else [])]


def _head(entry: dict[str, Any]) -> str:
    rest = [f"{name}={value}" for name, value in entry.items() if name not in PLACED]
    level = str(entry.get("level", "")).upper()
    return " ".join([f"{level:7} {entry.get('logger', '')}:", entry["message"].rstrip(), *rest])


def _own_frames(lines: Iterable[str]) -> Iterator[str]:
    """Leave the frames of libraries out of tracebacks, and say how many there were."""
    hidden, indent = 0, ""
    for line in lines:
        frame = FRAME.match(line)
        if frame and LIBRARY.search(frame["file"]):
            hidden, indent = hidden + 1, frame["indent"]
        elif hidden and not frame and line.startswith(f"{indent}  "):
            continue  # the source line of a frame that is left out
        else:
            if hidden:
                yield f"{indent}… {hidden} in libraries"
            hidden = 0
            yield line
