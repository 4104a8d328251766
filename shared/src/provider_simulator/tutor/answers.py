"""One answer for one conversation: a tool call, JSON, or text; the first rule with something to say wins."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from provider_simulator import sample
from provider_simulator.conversation import Answer, Conversation, Image, Turn
from provider_simulator.tutor import arithmetic, instructions, knowledge, memory, recitals, toolbox

if TYPE_CHECKING:
    from provider_simulator.tutor.instructions import Instructions

GREETING = re.compile(
    r"^\s*(?:hello|hi|hey|good (?:morning|afternoon|evening)|greetings)\b[^?]{0,30}$", re.IGNORECASE
)
THANKS = re.compile(r"^\s*(?:thanks|thank you)\b", re.IGNORECASE)
WHO_ARE_YOU = re.compile(r"\b(?:what(?:'s| is) your name|who are you|what are you)\b", re.IGNORECASE)
YOUR_RULES = re.compile(
    r"\b(?:what (?:is|are) your|repeat your|show me your)\s+(?:system prompt|instructions|rules)\b",
    re.IGNORECASE,
)
LONGEST_ECHO = 200


def answer(conversation: Conversation, nonce: str) -> Answer:
    """Answer the last turn; every answer carries the nonce, so an invented one is found out."""
    turns = list(conversation.turns)
    begun = ""
    while turns and turns[-1].role == "assistant":  # the client has begun the answer: go on where it stops
        begun = turns.pop().text.rstrip() + begun
    fresh = fresh_answer(replace(conversation, turns=tuple(turns) or (Turn("user", ""),)), nonce)
    return replace(fresh, text=fresh.text.removeprefix(begun))


def fresh_answer(conversation: Conversation, nonce: str) -> Answer:
    called = toolbox.calls(conversation, nonce)
    if called:
        return Answer(tool_calls=called)
    orders = instructions.read(conversation.system)
    text = plain_answer(conversation, orders)
    if conversation.json_output is None:
        return Answer(f"{orders.style(text)} [sim:{nonce}]")
    return Answer(json_answer(conversation, text, nonce))


def json_answer(talk: Conversation, text: str, nonce: str) -> str:
    if isinstance(talk.json_output, dict):
        value = sample.from_schema(talk.json_output, nonce, message=talk.turns[-1].text, reply=text)
    else:
        value = {"answer": text, "nonce": nonce}
    return json.dumps(value, ensure_ascii=False)


def plain_answer(talk: Conversation, orders: Instructions) -> str:
    last = talk.turns[-1]
    if reported := toolbox.report(talk):
        return reported
    reply = rules(talk, orders)
    if last.images:
        return " ".join(filter(None, (picture(last.images), reply)))
    return reply or understood(last.text)


def rules(talk: Conversation, orders: Instructions) -> str | None:
    text = talk.turns[-1].text
    return (
        identity(text, orders, talk.system)
        or recitals.count(text)
        or recitals.story(text)
        or memory.recall(talk)
        or arithmetic.work_out(text)
        or recitals.repeat(text)
        or knowledge.answer(text)
        or courtesy(text, orders)
    )


def identity(text: str, orders: Instructions, system: str) -> str | None:
    if YOUR_RULES.search(text):
        return f"My instructions are: {memory.quote(system)}" if system else "I was given no instructions."
    if WHO_ARE_YOU.search(text):
        who = f"My name is {orders.name}." if orders.name else ""
        role = f"I am {orders.role}." if orders.role else ""
        return " ".join(filter(None, (who, role))) or "I am the course's tutor, played by a simulator."
    return None


def courtesy(text: str, orders: Instructions) -> str | None:
    if GREETING.match(text):
        return f"Hello! I am {orders.name or 'the tutor'}. What would you like to know?"
    return "You are welcome." if THANKS.match(text) else None


def picture(images: tuple[Image, ...]) -> str:
    return f"I see {len(images)} image{'s' if len(images) != 1 else ''}: {'; '.join(map(described, images))}."


def described(image: Image) -> str:
    pixels = f", {image.width} x {image.height} pixels" if image.width and image.height else ""
    return (
        f"{image.media_type}, {image.size} bytes{pixels}"
        if image.size
        else f"{image.media_type} by address, not fetched"
    )


def understood(text: str) -> str:
    text = " ".join(text.split())
    shown = text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"
    return f'I understood: "{shown}"' if shown else "You sent me an empty message."
