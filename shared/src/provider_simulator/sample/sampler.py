"""Walk a schema and build one value for it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from provider_simulator.sample.numbers import Bounds
from provider_simulator.sample.patterns import matching
from provider_simulator.sample.schemas import (
    AnySchema,
    Schema,
    UnsatisfiableSchemaError,
    merged,
    plain,
    pointed_to,
    type_of,
)

if TYPE_CHECKING:
    from provider_simulator.sample.clues import Clues

ENDLESS = 10**9
LARGEST_NUMBER = 2**63
FORMATS = {
    "date": "2026-11-20", "time": "12:00:00Z", "date-time": "2026-11-20T12:00:00Z", "duration": "PT1H",
    "email": "ada@example.com", "hostname": "example.com", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
    "uri": "https://example.com/", "uuid": "00000000-0000-4000-8000-000000000001",
}  # fmt: skip


class Sampler:
    def __init__(self, root: AnySchema, nonce: str, clues: Clues) -> None:
        self.root = root
        self.nonce = nonce
        self.clues = clues

    def value(self, schema: AnySchema, name: str = "", depth: int = 0) -> Any:  # noqa: ANN401 a JSON value
        """Sample by the first keyword that decides: const, enum, then the type."""
        schema = self.resolved(schema, depth)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self.clues.choice(schema["enum"])
        kind = type_of(schema)
        if kind == "object":
            return self.object(schema, depth)
        if kind == "array":
            return self.array(schema, name, depth)
        return self.scalar(kind, schema, name)

    def scalar(self, kind: str, schema: Schema, name: str) -> bool | float | str | None:
        if kind in ("boolean", "null"):
            return True if kind == "boolean" else None
        if kind in ("integer", "number"):
            return self.number(Bounds.of(schema, whole=kind == "integer"))
        return self.string(schema, name)

    def resolved(self, schema: AnySchema, depth: int) -> Schema:
        """Fold $ref, allOf and the first usable branch of anyOf or oneOf into one plain schema."""
        schema = plain(schema, depth)
        if "$ref" in schema:
            target = plain(pointed_to(schema.pop("$ref"), self.root), depth)
            return self.resolved(merged(target, schema), depth + 1)
        for part in schema.pop("allOf", []):
            schema = merged(self.resolved(part, depth + 1), schema)
        branches = [*schema.pop("anyOf", []), *schema.pop("oneOf", [])]
        return self.first_usable(branches, schema, depth) if branches else schema

    def first_usable(self, branches: list[AnySchema], base: Schema, depth: int) -> Schema:
        """Take the first branch that has a value; null only when nothing else has one."""
        nonce, used = self.nonce, list(self.clues.used)
        for branch in sorted(branches, key=lambda one: isinstance(one, dict) and one.get("type") == "null"):
            try:
                chosen = merged(self.resolved(branch, depth + 1), base)
                self.value(chosen, depth=depth + 1)
            except UnsatisfiableSchemaError:
                continue
            finally:
                self.nonce, self.clues.used = nonce, list(used)
            return chosen
        raise UnsatisfiableSchemaError("no branch of anyOf or oneOf has a value")

    def object(self, schema: Schema, depth: int) -> dict[str, Any]:
        """Fill every property; an optional one that has no value (it may never end) is left out."""
        required, result = schema.get("required", []), {}
        properties = schema.get("properties", {})
        for key in dict.fromkeys([*properties, *required]):
            try:
                result[key] = self.value(properties.get(key, True), key, depth + 1)
            except UnsatisfiableSchemaError:
                if key in required:
                    raise
        more = schema.get("additionalProperties", True)
        for place in range(schema.get("minProperties", 0) - len(result)):
            result[f"extra_{place + 1}"] = self.value(more, "extra", depth + 1)
        return result

    def array(self, schema: Schema, name: str, depth: int) -> list[Any]:
        """Fill the least number of places, one where the schema does not say."""
        first: list[AnySchema] = schema.get("prefixItems", [])
        least: int = schema.get("minItems", 0)
        length = max(least, min(max(len(first), 1), schema.get("maxItems", ENDLESS)))
        items: AnySchema = schema["items"] if "items" in schema else schema.get("contains", True)
        parts = itertools.islice(itertools.chain(first, itertools.repeat(items)), length)
        try:
            values = [self.value(part, name, depth + 1) for part in parts]
        except UnsatisfiableSchemaError:
            if least:
                raise
            return []
        return distinct(values, self.resolved(items, depth + 1)) if schema.get("uniqueItems") else values

    def string(self, schema: Schema, name: str) -> str:
        low, high = schema.get("minLength", 0), schema.get("maxLength", ENDLESS)
        if "pattern" in schema:
            fitting = matching(schema["pattern"], 0, self.clues.text(name) or "")
            if (text := next((text for text in fitting if low <= len(text) <= high), None)) is None:
                raise UnsatisfiableSchemaError(f"no text found for the pattern {schema['pattern']!r}")
            return text
        if schema.get("format") in FORMATS:
            return self.clues.formatted(schema["format"]) or FORMATS[schema["format"]]
        text = self.clues.text(name) or f"sample {name}".strip()
        return self.marked(text, high).ljust(low, ".")[:high]

    def marked(self, text: str, longest: int) -> str:
        """Put the nonce at the end of the text, where there is room for it."""
        mark = f" [sim:{self.nonce}]"
        if not self.nonce or longest < len(self.nonce):
            return text
        nonce, self.nonce = self.nonce, ""
        return text[: longest - len(mark)] + mark if longest >= len(mark) else nonce

    def number(self, bounds: Bounds) -> float:
        """Take a number of the message where it fits, else the lowest one allowed."""
        for number in self.clues.numbers():
            if bounds.hold(number):
                self.clues.used.append(number)
                return number
        lowest = bounds.lowest()
        if abs(lowest) >= LARGEST_NUMBER:
            raise UnsatisfiableSchemaError(f"no number of 64 bits near {lowest:g}")
        return lowest


def distinct(values: list[Any], schema: Schema) -> list[Any]:
    """Make repeated items differ: the next member of an enum, the next number, a numbered text."""
    result: list[Any] = []
    for place, value in enumerate(values):
        options = schema.get("enum") or [value]
        if isinstance(value, str) and "enum" not in schema:
            options = [value, f"{value} {place + 1}", *matching(schema.get("pattern", "[a-z]{2}"), place)]
        elif isinstance(value, int | float) and "enum" not in schema:
            step = schema.get("multipleOf", 1)
            options = [value, value + place * step, value - place * step]
        result.append(next((option for option in options if option not in result), value))
    return result
