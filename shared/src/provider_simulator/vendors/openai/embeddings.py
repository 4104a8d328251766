"""Embeddings: a hashed bag of words, so that texts that share words lie near each other."""

from __future__ import annotations

import array
import base64
import hashlib
import math
import re
import sys
from typing import TYPE_CHECKING, Any

from provider_simulator import tokens
from provider_simulator.vendors.openai.errors import invalid, missing, wrong_type
from provider_simulator.vendors.openai.fields import between, of_type, one_of
from provider_simulator.vendors.openai.models import EMBEDDING, EMBEDDING_INPUT
from provider_simulator.vendors.openai.request import parse

if TYPE_CHECKING:
    from provider_simulator.vendors.base import Request

FIELDS = {
    "model": of_type(str),
    "input": of_type(str, list),
    "encoding_format": one_of("float", "base64"),
    "dimensions": between(1, whole=True),
    "user": of_type(str),
}
MOST = 2048


def create(request: Request) -> dict[str, Any]:
    body = parse(request)
    for name, value in body.items():
        if name not in FIELDS:
            raise invalid(f"Unrecognized request argument supplied: {name}")
        if value is not None:
            FIELDS[name](name, value)
    size = dimensions(body)
    texts = inputs(body)
    encode = packed if body.get("encoding_format") == "base64" else list
    vectors = (vector(text, size) for text in texts)
    spent = sum(map(tokens.count, texts))
    return {
        "object": "list",
        "data": [
            {"object": "embedding", "index": n, "embedding": encode(one)} for n, one in enumerate(vectors)
        ],
        "model": body["model"],
        "usage": {"prompt_tokens": spent, "total_tokens": spent},
    }


def dimensions(body: dict[str, Any]) -> int:
    name = body.get("model")
    if not name:
        raise invalid("you must provide a model parameter")
    if name not in EMBEDDING:
        text = f"The model `{name[:80]}` does not exist or you do not have access to it."
        raise invalid(text, code="model_not_found", status=404)
    size = body.get("dimensions") or EMBEDDING[name]
    between(1, EMBEDDING[name], whole=True)("dimensions", size)
    return int(size)


def inputs(body: dict[str, Any]) -> list[str]:
    given = body.get("input")
    if given is None:
        raise missing("input")
    if isinstance(given, list) and given and all(isinstance(one, int) for one in given):
        given = [given]
    texts = [given] if isinstance(given, str) else given
    if not texts or len(texts) > MOST:
        raise invalid(
            f"Invalid 'input': expected 1 to {MOST} inputs, but got {len(texts)} instead.",
            "input",
            "invalid_value",
        )
    return [as_text(one, f"input[{place}]") for place, one in enumerate(texts)]


def as_text(one: Any, where: str) -> str:  # noqa: ANN401 any JSON value
    """Take a text, or a list of token numbers, which stand for words nobody can read."""
    if isinstance(one, list) and all(isinstance(number, int) for number in one):
        one = " ".join(map(str, one))
    if not isinstance(one, str):
        raise wrong_type(where, "a string", one)
    if not one:
        raise invalid(f"Invalid '{where}': input cannot be an empty string.", "input", "invalid_value")
    if (spent := tokens.count(one)) > EMBEDDING_INPUT:
        most = f"This model's maximum context length is {EMBEDDING_INPUT} tokens"
        text = f"{most}, however you requested {spent} tokens. Please reduce your prompt."
        raise invalid(text, "input", "context_length_exceeded")
    return one


def vector(text: str, size: int) -> array.array[float]:
    """Add up a direction for each word, and one for the bare text so that no text has none; length 1."""
    values = array.array("f", bytes(4 * size))
    for word in re.findall(r"\w+", text.lower()) or [text]:
        digest = hashlib.blake2b(word.encode(), digest_size=32).digest()
        for at in range(0, 32, 4):
            place = int.from_bytes(digest[at : at + 3]) % size
            values[place] += 1 if digest[at + 3] & 1 else -1
    values[0] += 0.01
    length = math.sqrt(sum(value * value for value in values)) or 1
    return array.array("f", (value / length for value in values))


def packed(values: array.array[float]) -> str:
    """Pack 32-bit floats, low byte first, in base64: what the vendor's own client asks for."""
    if sys.byteorder == "big":
        values.byteswap()
    return base64.b64encode(values.tobytes()).decode()
