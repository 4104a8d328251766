"""Read `response_format`: text, any JSON object, or JSON of a given schema."""

from __future__ import annotations

from typing import Any, Literal

from provider_simulator.vendors.openai import strict
from provider_simulator.vendors.openai.errors import missing, wrong_value
from provider_simulator.vendors.openai.tools import named, refuse_impossible

TYPES = ("text", "json_object", "json_schema")
WHERE = "response_format"


def read(body: dict[str, Any]) -> Literal["object"] | dict[str, Any] | None:
    value = body.get(WHERE)
    if value is None:
        return None
    kind = value.get("type")
    if kind not in TYPES:
        raise missing(f"{WHERE}.type") if kind is None else wrong_value(f"{WHERE}.type", kind, TYPES)
    if kind == "json_object":
        return "object"
    return schema(value) if kind == "json_schema" else None


def schema(value: dict[str, Any]) -> dict[str, Any]:
    given = value.get("json_schema")
    if not isinstance(given, dict):
        raise missing(f"{WHERE}.json_schema")
    name = named(given, f"{WHERE}.json_schema")
    if not isinstance(given.get("schema"), dict):
        raise missing(f"{WHERE}.json_schema.schema")
    prefix, found = f"Invalid schema for response_format '{name}'", given["schema"]
    refuse_impossible(found, prefix, WHERE)
    if given.get("strict"):
        if "$ref" not in found and found.get("type") != "object":
            wanted = "schema must be a JSON Schema of 'type: \"object\"'"
            raise strict.bad_schema(f"{prefix}: {wanted}, got 'type: \"{found.get('type')}\"'.", WHERE)
        strict.check(found, prefix, WHERE)
    return dict(found)
