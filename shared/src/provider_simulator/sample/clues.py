"""The words of a message that fit a named value: a city, a number, an e-mail address, a quoted text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = re.compile(r"\b(?:in|at|for|to|near|from|of)\s+((?:[A-Z][\w'-]+)(?:\s+[A-Z][\w'-]+)*)")
PROPER = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*")
QUOTED = re.compile(r"[\"“]([^\"”]+)[\"”]|(?<!\w)'([^']+)'(?!\w)")
NUMBER = re.compile(r"(?<![\w.])-?\d{1,15}(?:\.\d{1,15})?(?!\w)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
URI = re.compile(r"https?://[^\s\"'<>]+")
EXPRESSION = re.compile(r"\d[\d\s.+*/()%^-]*[\d)]")
PLACES = ("city", "location", "place", "country", "town", "destination", "origin", "region", "address")
PERSONS = ("name", "person", "user", "customer", "author", "recipient")
WHOLE = ("query", "q", "message", "text", "question", "prompt", "input", "content", "request")
REPLIES = ("answer", "reply", "response", "summary", "explanation", "result")


class Clues:
    def __init__(self, message: str, reply: str) -> None:
        self.message = message[:5000]
        self.reply = reply
        self.used: list[float] = []

    def choice(self, options: list[Any]) -> Any:  # noqa: ANN401 a member of an enum is any JSON value
        said = f" {' '.join(re.findall(r'[a-z0-9_]+', self.message.lower()))} "
        return next(
            (one for one in options if isinstance(one, str) and f" {one.lower()} " in said), options[0]
        )

    def text(self, name: str) -> str | None:
        """Find the words for a property by its name, or None where no word is obvious."""
        words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
        if any(word in REPLIES for word in words) and self.reply:
            return self.reply
        for names, patterns in (
            (PLACES, (PLACE, PROPER)),
            (PERSONS, (PROPER,)),
            (("expression",), (EXPRESSION,)),
        ):
            if any(word in names for word in words):
                return self.first(*patterns) or self.first(QUOTED)
        for kind in ("email", "date", "uri", "url"):
            if kind in words:
                return self.formatted(kind)
        return self.first(QUOTED) or (self.message or None if any(word in WHOLE for word in words) else None)

    def formatted(self, kind: str) -> str | None:
        patterns = {"email": EMAIL, "date": DATE, "uri": URI, "url": URI}
        return self.first(patterns[kind]) if kind in patterns else None

    def numbers(self) -> Iterator[float]:
        """Give the message's numbers that are not used yet, in order."""
        left = list(self.used)
        for text in NUMBER.findall(self.message):
            number = float(text) if "." in text else int(text)
            if number in left:
                left.remove(number)
            else:
                yield number

    def first(self, *patterns: re.Pattern[str]) -> str | None:
        for pattern in patterns:
            if found := pattern.search(self.message):
                return next((group for group in found.groups() if group), found.group()).strip()
        return None
