"""What a lab is written with: the provider behind it, and the bytes that went over the wire."""

import json
import os
from functools import cache

from course.checks import rule
from course.provider import Entry, Provider

__all__ = ["provider", "rule", "show"]

WIDTH = 400  # characters of a frame's line that are shown


def provider() -> Provider:
    """Return the control of the simulator that was started for this lab: its faults, gates and journal."""
    return _provider(os.environ["SIMULATOR_CONTROL_URL"])


@cache
def _provider(control_url: str) -> Provider:
    return Provider(control_url, key="sk-sim-lab")


def show(entry: Entry, *headers: str, frames: int = 0) -> None:
    """Print a request as the provider saw it, with these headers, and so many frames of the answer."""
    print(f"> {entry.method} {entry.path}")
    for name in headers:
        print(f"> {name}: {entry.headers.get(name, '(not sent)')}")
    if entry.body:
        print(f"> {json.dumps(entry.body)}")
    print(f"< {entry.status}")
    for frame in entry.frames[:frames]:
        print("\n".join(f"< {line[:WIDTH]}" for line in frame.rstrip("\n").split("\n")), "\n<")
