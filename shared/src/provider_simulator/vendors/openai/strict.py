"""The rules of strict schemas: every object is closed, and every property is required."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provider_simulator.vendors.openai.errors import invalid

if TYPE_CHECKING:
    from provider_simulator.vendors.base import VendorError

BRANCHES = ("anyOf", "prefixItems")
TABLES = ("properties", "$defs", "definitions")


def check(schema: Any, prefix: str, where: str, path: tuple[str, ...] = ()) -> None:  # noqa: ANN401 any JSON value
    """Walk the schema and refuse the first object that is not closed and complete."""
    if not isinstance(schema, dict):
        return
    if fault := trouble(schema):
        context = ", ".join(f"'{part}'" for part in path)
        raise bad_schema(f"{prefix}: In context=({context}), {fault}", where)
    for table in TABLES:
        for name, part in (schema.get(table) or {}).items():
            check(part, prefix, where, (*path, table, name))
    for branch in BRANCHES:
        for place, part in enumerate(schema.get(branch) or []):
            check(part, prefix, where, (*path, branch, str(place)))
    check(schema.get("items"), prefix, where, (*path, "items"))


def bad_schema(message: str, where: str) -> VendorError:
    code = "invalid_json_schema" if where == "response_format" else "invalid_function_parameters"
    return invalid(message, where, code)


def trouble(schema: dict[str, Any]) -> str | None:
    kind = schema.get("type")
    if kind != "object" and not (isinstance(kind, list) and "object" in kind):
        return None
    if schema.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false."
    lacking = [name for name in schema.get("properties") or {} if name not in (schema.get("required") or [])]
    if lacking:
        every = "'required' is required to be supplied and to be an array including every key in properties."
        return f"{every} Missing '{lacking[0]}'."
    return None
