"""The course questions the tutor can answer, from questions.toml beside this file."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

QUESTIONS = Path(__file__).with_name("questions.toml")
ASKING = re.compile(
    r"\?|\b(?:what|why|how|when|which|who|explain|define|describe|tell me|difference|compare|meaning of)\b",
    re.IGNORECASE,
)
SHORT = 5  # a message of so few words may be just the term itself


def answer(text: str) -> str | None:
    """Give the answer whose words match the message best."""
    if not ASKING.search(text) and len(text.split()) > SHORT:
        return None
    words = f" {' '.join(re.findall(r'[a-z0-9_-]+', text[:2000].lower()))} "
    matches = [
        (len(about), reply)
        for about, reply in known()
        if all(f" {part} " in words for part in about.split(" + "))
    ]
    return max(matches)[1] if matches else None


@cache
def known() -> list[tuple[str, str]]:
    table = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    return [(about, question["answer"]) for question in table["question"] for about in question["about"]]
