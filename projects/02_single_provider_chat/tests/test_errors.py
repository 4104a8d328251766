import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import errors
from app.main import create_app
from app.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text()


def leaves(cls):
    return (
        [cls] if not cls.__subclasses__() else [leaf for sub in cls.__subclasses__() for leaf in leaves(sub)]
    )


ERRORS = leaves(errors.ApiError)


def test_every_error_has_a_code_of_its_own():
    codes = [error.code for error in ERRORS]

    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_stands_in_the_drawing_with_its_status_and_code(error):
    assert re.search(
        rf"^ +[+-] {error.__name__} +{error.status}  {error.code}\b", errors.__doc__, re.MULTILINE
    )


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_stands_in_the_table_of_the_readme(error):
    rows = [line for line in README.splitlines() if line.startswith("|") and f"`{error.code}`" in line]

    assert any(str(error.status) in row for row in rows), rows


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_says_something(error):
    assert error().message.endswith(".")


def test_a_mistake_of_ours_is_an_envelope_too_and_tells_nothing_of_its_cause(capsys):
    app = create_app(Settings(anthropic_api_key=None))

    @app.get("/broken")
    async def broken():
        raise RuntimeError("sk-sim-secret")

    reply = TestClient(app, raise_server_exceptions=False).get("/broken")

    assert reply.status_code == 500
    assert reply.json()["error"]["code"] == "internal_error"
    assert "sk-sim-secret" not in reply.text
    assert reply.json()["error"]["request_id"] in capsys.readouterr().out
