"""Make a value that satisfies a JSON schema, with the obvious words of a message where they fit."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from jsonschema.exceptions import SchemaError  # type: ignore[import-untyped]  # as above
from referencing import Registry

from provider_simulator.sample.clues import Clues
from provider_simulator.sample.sampler import Sampler
from provider_simulator.sample.schemas import AnySchema, UnsatisfiableSchemaError

__all__ = ["UnsatisfiableSchemaError", "from_schema"]


def from_schema(schema: AnySchema, nonce: str = "", message: str = "", reply: str = "") -> Any:  # noqa: ANN401 a JSON value
    """Sample one value and check it; the nonce goes into the first string that has room for it."""
    try:
        Draft202012Validator.check_schema(schema)
        value = Sampler(schema, nonce, Clues(message, reply)).value(schema)
        # The empty registry keeps every $ref inside the schema: nothing is fetched.
        wrong = next(Draft202012Validator(schema, registry=Registry()).iter_errors(value), None)
    except SchemaError as error:
        raise UnsatisfiableSchemaError(f"not a valid JSON schema: {error.message}"[:300]) from None
    except (re.error, OverflowError) as error:
        raise UnsatisfiableSchemaError(f"not a regular expression: {error}"[:300]) from None
    except RecursionError:
        raise UnsatisfiableSchemaError("a schema that never ends") from None
    if wrong is not None:
        raise UnsatisfiableSchemaError(f"no value found at '{wrong.json_path}': {wrong.message}"[:300])
    return value
