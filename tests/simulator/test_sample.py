"""Samples: every value satisfies its schema, as jsonschema judges it."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from provider_simulator import sample

TREE = {
    "$defs": {
        "node": {
            "type": "object",
            "properties": {
                "label": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            },
            "required": ["label", "children"],
            "additionalProperties": False,
        }
    },
    "$ref": "#/$defs/node",
}
SCHEMAS = {
    "anything": {},
    "string": {"type": "string"},
    "short string": {"type": "string", "maxLength": 3},
    "long string": {"type": "string", "minLength": 80},
    "exact string": {"type": "string", "minLength": 10, "maxLength": 10},
    "integer": {"type": "integer"},
    "number above": {"type": "number", "exclusiveMinimum": 0},
    "number between": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "number below": {"type": "number", "exclusiveMaximum": -5},
    "integer range": {"type": "integer", "minimum": 7, "maximum": 9},
    "negative integer": {"type": "integer", "maximum": -3},
    "multiple": {"type": "integer", "minimum": 11, "multipleOf": 5},
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "nullable": {"type": ["null", "string"]},
    "const": {"const": {"a": [1]}},
    "enum": {"enum": ["red", "green", 3]},
    "array": {"type": "array", "items": {"type": "integer"}, "minItems": 3},
    "unique": {"type": "array", "items": {"type": "string"}, "minItems": 3, "uniqueItems": True},
    "unique enum": {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True},
    "unique integers": {"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True},
    "empty array": {"type": "array", "maxItems": 0},
    "tuple": {
        "type": "array",
        "prefixItems": [{"type": "string"}, {"type": "integer"}],
        "items": False,
        "minItems": 2,
    },
    "nested": {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "days": {
                "type": "array",
                "minItems": 2,
                "items": {"type": "object", "properties": {"high": {"type": "number"}}},
            },
        },
        "required": ["city", "days"],
        "additionalProperties": False,
    },
    "required without property": {"type": "object", "required": ["a", "b"]},
    "open object": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2},
    "anyOf": {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 4}]},
    "anyOf with an impossible branch": {
        "anyOf": [{"type": "string", "pattern": "(?=x)y"}, {"type": "integer"}]
    },
    "oneOf": {"oneOf": [{"type": "string", "maxLength": 4}, {"type": "integer"}]},
    "allOf": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            {"properties": {"b": {"type": "integer"}}, "required": ["b"]},
        ]
    },
    "recursive": TREE,
    "optional recursion": {
        "type": "object",
        "properties": {"next": {"$ref": "#"}, "value": {"type": "integer"}},
    },
    "date": {"type": "string", "format": "date"},
    "email": {"type": "string", "format": "email"},
    "digits": {"type": "string", "pattern": "^[0-9]{5}$"},
    "plate": {"type": "string", "pattern": "^[A-Z]{1,3}-[A-Z]{1,2} \\d{1,4}$"},
    "choice": {"type": "string", "pattern": "^(cat|dog)s?$"},
    "hex colour": {"type": "string", "pattern": "^#(?:[0-9a-fA-F]{3}){1,2}$"},
    "phone": {"type": "string", "pattern": "^\\+?\\d+$", "minLength": 3},
    "string without a type": {"minLength": 3},
}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_sample_satisfies_its_schema(schema):
    value = sample.from_schema(schema, "0a1b2c3d", message="What is the weather in Paris at 7?")

    Draft202012Validator(schema).validate(value)
    assert value == sample.from_schema(schema, "0a1b2c3d", message="What is the weather in Paris at 7?")


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        (False, "allows nothing"),
        ({"type": "strang"}, "not a valid JSON schema"),
        ({"$ref": "#/$defs/missing"}, "points to nothing"),
        ({"$ref": "https://example.com/schema"}, "points to nothing"),
        ({"type": "integer", "minimum": 5, "maximum": 4}, "no value found"),
        ({"type": "string", "pattern": "^(?=a)b$"}, "pattern"),
        ({"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}, "never ends"),
        ({"not": {}}, "no value found"),
        ({"type": "integer", "minimum": 10**20}, "64 bits"),
        ({"type": "array", "minItems": 10**9}, "at most 10000"),
        ({"type": "string", "minLength": 10**9}, "at most 10000"),
        ({"enum": []}, "no value found"),
    ],
)
def test_a_schema_without_a_value_is_refused_with_the_reason(schema, reason):
    with pytest.raises(sample.UnsatisfiableSchemaError, match=reason):
        sample.from_schema(schema, "0a1b2c3d")


def test_the_nonce_is_in_the_first_string_and_nowhere_else():
    schema = {
        "type": "object",
        "properties": {"kind": {"enum": ["x"]}, "a": {"type": "string"}, "b": {"type": "string"}},
    }

    value = sample.from_schema(schema, "0a1b2c3d")

    assert value["a"].endswith("[sim:0a1b2c3d]")
    assert json.dumps(value).count("0a1b2c3d") == 1


def test_a_string_with_little_room_holds_the_bare_nonce():
    assert sample.from_schema({"type": "string", "maxLength": 8}, "0a1b2c3d") == "0a1b2c3d"


def test_obvious_words_of_the_message_fill_the_named_values():
    schema = {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "days": {"type": "integer", "maximum": 10},
            "unit": {"enum": ["celsius", "fahrenheit"]},
            "date": {"type": "string", "format": "date"},
            "email": {"type": "string"},
        },
    }

    value = sample.from_schema(
        schema, message="Send ada@sim.test 3 days in New York from 2026-12-24, in fahrenheit please"
    )

    assert value == {
        "city": "New York",
        "days": 3,
        "unit": "fahrenheit",
        "date": "2026-12-24",
        "email": "ada@sim.test",
    }


def test_two_numbers_fill_two_parameters_in_order():
    schema = {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}}

    assert sample.from_schema(schema, message="add 3.5 and 4") == {"a": 3.5, "b": 4}


def test_a_value_named_answer_holds_the_reply():
    schema = {"type": "object", "properties": {"answer": {"type": "string"}}}

    assert re.match(
        r"^Forty-two\. \[sim:0a1b2c3d\]$",
        sample.from_schema(schema, "0a1b2c3d", reply="Forty-two.")["answer"],
    )
