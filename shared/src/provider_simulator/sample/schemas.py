"""Fold what a JSON schema says in several places into one plain schema."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
AnySchema = Schema | bool
DEEPEST = 12
LARGEST = 10_000
SIZES = {"minItems", "maxItems", "minLength", "maxLength", "minProperties"}
KEYWORDS = {
    "object": ("properties", "required", "additionalProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
TIGHTER = {
    "minimum": max,
    "minItems": max,
    "minLength": max,
    "maximum": min,
    "maxItems": min,
    "maxLength": min,
}


class UnsatisfiableSchemaError(ValueError):
    """No value was found for this schema; the text says which part was the trouble."""


def plain(schema: AnySchema, depth: int) -> Schema:
    if schema is False:
        raise UnsatisfiableSchemaError("a schema that allows nothing")
    if depth > DEEPEST:
        raise UnsatisfiableSchemaError("a schema that never ends")
    schema = {} if schema is True else dict(schema)
    for key in SIZES & schema.keys():
        schema[key] = int(schema[key])
        if schema[key] > LARGEST and key.startswith("min"):
            raise UnsatisfiableSchemaError(f"{key} is {schema[key]}, and a sample has at most {LARGEST}")
    return schema


def pointed_to(reference: str, root: AnySchema) -> AnySchema:
    """Follow a $ref within the schema itself; nothing is fetched from elsewhere."""
    node: Any = root if reference.startswith("#") else None
    for part in reference[1:].strip("/").split("/") if reference != "#" else []:
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or key not in node:
            raise UnsatisfiableSchemaError(f"$ref {reference!r} points to nothing in this schema")
        node = node[key]
    return node if isinstance(node, bool) else dict(node)


def type_of(schema: Schema) -> str:
    """Name the schema's type, read from its keywords where it does not say."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return str(next((one for one in kind if one != "null"), "null"))
    if kind:
        return str(kind)
    return next(
        (name for name, keywords in KEYWORDS.items() if any(key in schema for key in keywords)), "string"
    )


def merged(first: Schema, second: Schema) -> Schema:
    """Join two schemas that must both hold, closely enough for a sample."""
    joined = {**first, **second}
    for key in first.keys() & second.keys():
        if key in ("properties", "$defs"):
            joined[key] = {**first[key], **second[key]}
        elif key == "required":
            joined[key] = list(dict.fromkeys([*first[key], *second[key]]))
        elif key in TIGHTER:
            joined[key] = TIGHTER[key](first[key], second[key])
    return joined
