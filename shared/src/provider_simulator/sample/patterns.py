"""Texts that match a simple regular expression: literals, classes, groups, alternatives and counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASSES = {"d": "0123456789", "w": "abcdefghijklmnopqrstuvwxyz", "s": " ", "D": "abc", "W": "-", "S": "abc"}
COMMON = (
    "",
    "a",
    "abc",
    "ABC",
    "1",
    "123",
    "a1",
    "2026-11-20",
    "ada@example.com",
    "https://example.com/",
    "+49123456789",
)
LONGEST = 10_000  # characters
COUNT = re.compile(r"[*+?]\??|\{(\d+)(?:(,)(\d*))?\}\??")


def matching(pattern: str, shift: int = 0, wished: str = "") -> Iterator[str]:
    """Yield texts that really match: the wished one, one written from the pattern, then common ones."""
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError):
        return
    for text in (wished, *written(pattern, shift), *COMMON):
        if compiled.search(text):
            yield text


def written(pattern: str, shift: int) -> Iterator[str]:
    try:
        yield Writer(pattern, shift).alternatives()
    except (IndexError, ValueError):
        return


class Writer:
    """Reads a pattern from left to right and writes the first text it allows."""

    def __init__(self, pattern: str, shift: int) -> None:
        self.pattern = pattern
        self.at = 0
        self.shift = shift

    def alternatives(self) -> str:
        first = self.sequence()
        while self.peek() == "|":
            self.at += 1
            self.sequence()
        return first

    def sequence(self) -> str:
        text = ""
        while self.peek() not in ("", "|", ")"):
            choices = self.atom()
            times = self.count() if choices else 0
            if len(text) + times * max(map(len, choices), default=0) > LONGEST:
                raise ValueError("too long a text")
            text += "".join(choices[(place + self.shift) % len(choices)] for place in range(times))
        return text

    def atom(self) -> list[str]:
        """Read one atom and give the texts it allows; an anchor allows nothing to write."""
        sign = self.take()
        if sign == "(":
            return [self.group()]
        if sign == "[":
            return self.bracket()
        if sign == "\\":
            sign = self.take()
            return [] if sign in "bBAZ" else list(CLASSES.get(sign, sign))
        return [] if sign in "^$" else list("abc" if sign == "." else sign)

    def group(self) -> str:
        if self.pattern.startswith(("?=", "?!", "?<=", "?<!"), self.at):
            raise ValueError("no looking around")
        opening = re.compile(r"\?:|\?P?<\w+>").match(self.pattern, self.at)
        self.at = opening.end() if opening else self.at
        text = self.alternatives()
        self.take()
        return text

    def bracket(self) -> list[str]:
        denied = self.peek() == "^"
        self.at += denied
        members: list[str] = []
        while self.peek() != "]" or not members:
            sign = self.take()
            if sign == "\\":
                sign = self.take()
                members += CLASSES.get(sign, sign)
            elif self.peek() == "-" and self.pattern[self.at + 1] != "]":
                self.at += 1
                members += map(chr, range(ord(sign), ord(self.take()) + 1))
            else:
                members.append(sign)
        self.at += 1
        return [sign for sign in "abc123-_ ABC" if sign not in members] if denied else members

    def count(self) -> int:
        found = COUNT.match(self.pattern, self.at)
        if not found:
            return 1
        self.at = found.end()
        return int(found.group(1)) if found.group(1) else {"*": 0, "+": 1, "?": 0}[found.group()[0]]

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1]
