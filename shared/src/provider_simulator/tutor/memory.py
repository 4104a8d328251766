"""What the conversation itself said so far; a lost history therefore shows in the answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provider_simulator.conversation import Conversation

NONCE = re.compile(r"\s*\[sim:[0-9a-f]{8}\]")
# Up to five words, none of which is the verb that would make it a statement.
THING = r"((?:(?!(?:is|are|again|now)\b)[a-z][a-z'-]*\s+){0,4}(?!(?:is|are|again|now)\b)[a-z][a-z'-]*)"
FACT = re.compile(
    rf"\bmy\s+{THING}\s+(?:is|are)\s+([^.,!?;\n]+?)(?=\s+and\s+(?:my|I)\b|\s*[.,!?;\n]|\s*$)",
    re.IGNORECASE,
)
CALLED = re.compile(r"\b(?:call me|I am called|I'm called|I am|I'm)\s+([A-Z][\w'-]*)")
ASKED = re.compile(
    r"\b(?:what(?:'s|\s+is|\s+are|\s+was)|do you (?:know|remember)|tell me|remember|remind me of)"
    rf"\s+my\s+{THING}(?:\s+is|\s+again|\s+now)?\s*(?:[?.!]|$)",
    re.IGNORECASE,
)
AND = re.compile(r"\s+and\s+(?:my\s+)?", re.IGNORECASE)
WHO_AM_I = re.compile(r"\bwho am i\b", re.IGNORECASE)
HOW_MANY = re.compile(r"\bhow many (?:messages|things|questions|turns)\b", re.IGNORECASE)
SAID = re.compile(
    r"\bwhat did (i|you) (?:just )?(?:say|ask|tell you|tell me|write|answer)\b(.*)", re.IGNORECASE
)
SPELLINGS = {"favorite": "favourite", "color": "colour", "colors": "colours"}
LONGEST_QUOTE = 300


def recall(talk: Conversation) -> str | None:
    """Answer a question about the conversation, or say what has just been noted."""
    last = talk.turns[-1].text
    if asked := ASKED.search(last):
        return " ".join(recall_fact(talk, thing) for thing in AND.split(asked.group(1)))
    if WHO_AM_I.search(last):
        return recall_fact(talk, "name")
    if HOW_MANY.search(last):
        sent = len(user_texts(talk))
        return f"You have sent {sent} message{'s' if sent != 1 else ''} so far, this one included."
    if said := SAID.search(last):
        return recall_words(talk, who=said.group(1).lower(), when=said.group(2).lower())
    return note(last)


def recall_fact(talk: Conversation, thing: str) -> str:
    thing = spelling(thing)
    known = {name: value for text in user_texts(talk) for name, value in facts(text).items()}
    if thing in known:
        return f"Your {thing} is {known[thing]}."
    return f"You have not told me your {thing}."


def recall_words(talk: Conversation, who: str, when: str) -> str:
    if who == "i":
        earlier = user_texts(talk)[:-1]
        nothing = "This is the first thing you have said to me."
    else:
        earlier = [NONCE.sub("", turn.text) for turn in talk.turns if turn.role == "assistant"]
        nothing = "I have not said anything yet."
    if not earlier:
        return nothing
    first = "first" in when or "beginning" in when
    speaker, when_said = ("You" if who == "i" else "I"), (" first" if first else "")
    return f'{speaker} said{when_said}: "{quote(earlier[0 if first else -1])}"'


def note(text: str) -> str | None:
    noted = facts(text)
    if not noted:
        return None
    others = " and ".join(f"your {thing} is {value}" for thing, value in noted.items() if thing != "name")
    greeting = f"Nice to meet you, {noted['name']}." if "name" in noted else ""
    return " ".join(part for part in (greeting, f"I will remember that {others}." if others else "") if part)


def facts(text: str) -> dict[str, str]:
    """Find what a message tells about its writer: "my favourite colour is blue"."""
    found = {spelling(thing): value.strip().strip("\"'") for thing, value in FACT.findall(text)}
    if called := CALLED.search(text):
        found.setdefault("name", called.group(1))
    return found


def user_texts(talk: Conversation) -> list[str]:
    return [turn.text for turn in talk.turns if turn.role == "user" and (turn.text or turn.images)]


def spelling(thing: str) -> str:
    return " ".join(SPELLINGS.get(word, word) for word in thing.lower().split())


def quote(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
