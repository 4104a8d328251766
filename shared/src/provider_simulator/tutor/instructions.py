"""The simple instructions of a system prompt that the tutor obeys."""

from __future__ import annotations

import re
from dataclasses import dataclass

ANSWERS = (
    r"(?:every|each|all|your|the|any)\s+(?:of\s+your\s+)?(?:answers?|repl(?:y|ies)|responses?|messages?)"
)
# What an instruction quotes, or else the rest of its sentence.
PHRASE = r"[:\s]*(?:the\s+(?:words?|phrase|text)\s+)?[:\s]*(?:[\"“](.+?)[\"”]|'(.+?)'(?!\w)|([^\n]+?)(?=[.!]?\s*(?:\n|$)|[.!]\s|,?\s+and\s+(?:begin|start|end|finish)))"  # noqa: E501 one pattern reads best whole

UPPER = re.compile(r"\b(?:upper[ -]?case|all caps|capital letters|capitals)\b", re.IGNORECASE)
LOWER = re.compile(r"\b(?:lower[ -]?case|small letters)\b", re.IGNORECASE)
BEGIN = re.compile(rf"\b(?:begin|start)\s+{ANSWERS}\s+with\b{PHRASE}", re.IGNORECASE)
END = re.compile(rf"\b(?:end|finish|close)\s+{ANSWERS}\s+with\b{PHRASE}", re.IGNORECASE)
ONLY = re.compile(
    r"\b(?:(?:answer|reply|respond)\s+(?:only|always|just|exactly)\s+with|(?:only|always|just)\s+(?:answer|reply|respond|say)"
    r"(?:\s+with)?|(?:answer|reply|respond)\s+with\s+(?:only|just|exactly))\s+" + PHRASE,
    re.IGNORECASE,
)
ONE_WORD = re.compile(r"\b(?:one|a single|single)[ -]word\b", re.IGNORECASE)
BRIEF = re.compile(
    r"\b(?:brief|briefly|concise|concisely|short answers?|terse|one sentence)\b", re.IGNORECASE
)
NAME = re.compile(r"\b[Yy]our\s+name\s+is\s+([\w-]+)|\b[Yy]ou\s+are\s+(?:called\s+|named\s+)?([A-Z][\w-]*)")
NAMED = re.compile(r"\byou\s+are\s+(?:called|named)\s+([\w-]+)", re.IGNORECASE)
ROLE = re.compile(r"\byou\s+are\s+((?:an?|the)\s+[^.!\n]+)", re.IGNORECASE)
SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Instructions:
    """How the system prompt wants every answer to look, and who it says the tutor is."""

    name: str | None = None
    role: str | None = None
    only: str | None = None
    begin: str | None = None
    end: str | None = None
    case: str | None = None
    brevity: str | None = None

    def style(self, text: str) -> str:
        """Shape an answer; what is to be said word for word keeps its own case."""
        if self.only:
            return self.only
        text = shorten(text, self.brevity)
        if self.case:
            text = text.upper() if self.case == "upper" else text.lower()
        return " ".join(part for part in (self.begin, text, self.end) if part)


def read(system: str) -> Instructions:
    name = NAME.search(system) or NAMED.search(system)
    role = ROLE.search(system)
    return Instructions(
        name=next(filter(None, name.groups()), None) if name else None,
        role=role.group(1).strip() if role else None,
        only=phrase(ONLY, system),
        begin=phrase(BEGIN, system),
        end=phrase(END, system),
        case="upper" if UPPER.search(system) else "lower" if LOWER.search(system) else None,
        brevity="word" if ONE_WORD.search(system) else "sentence" if BRIEF.search(system) else None,
    )


def phrase(pattern: re.Pattern[str], system: str) -> str | None:
    """Give what an instruction wants said; "always answer in …" is about manner and asks for no words."""
    found = pattern.search(system)
    said = next((group for group in found.groups() if group), "").strip() if found else ""
    return (
        None if not said or re.match(r"(?:in|to|as|json|valid|one|a single)\b", said, re.IGNORECASE) else said
    )


def shorten(text: str, brevity: str | None) -> str:
    if brevity == "word":
        words = text.split()
        return words[0].strip(",.!?;:\"'") if words else text
    sentence = SENTENCE.match(text) if brevity == "sentence" else None
    return sentence.group().strip() if sentence else text
