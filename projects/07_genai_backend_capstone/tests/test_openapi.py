import json

import pytest

from app.main import create_app
from app.openapi import FILE, document
from app.settings import Settings


@pytest.fixture(scope="module")
def app():
    return create_app(Settings(_env_file=None, jwt_secret="x" * 32))


@pytest.fixture(scope="module")
def operations(app):
    paths = app.openapi()["paths"]
    return {
        f"{method.upper()} {path}": one for path, methods in paths.items() for method, one in methods.items()
    }


def test_the_checked_in_document_is_fresh(app):
    """`python -m app.openapi` writes it."""
    assert FILE.read_text(encoding="utf-8") == document(app)


def test_every_route_says_what_it_is(operations):
    for name, operation in operations.items():
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name


def test_every_route_says_how_it_fails(operations):
    without = {"GET /health", "GET /ready", "GET /metrics"}
    for name, operation in operations.items():
        failures = {status: one for status, one in operation["responses"].items() if status >= "400"}
        assert failures or name in without, name
        if name not in without:
            assert all("example" in one["content"]["application/json"] for one in failures.values()), name


def test_every_body_has_an_example(app, operations):
    schemas = app.openapi()["components"]["schemas"]

    for name, operation in operations.items():
        if body := operation.get("requestBody", {}).get("content", {}).get("application/json"):
            schema = schemas[body["schema"]["$ref"].rpartition("/")[2]]
            assert "example" in json.dumps(schema), name


def test_authorize_offers_both_ways(app):
    schemes = app.openapi()["components"]["securitySchemes"]

    assert {scheme["type"] for scheme in schemes.values()} == {"oauth2", "apiKey"}
