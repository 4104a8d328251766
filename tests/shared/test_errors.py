"""genai_shared.errors: every failure has an answer of its own, in one shape."""

import re
import sys

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from genai_shared import errors
from genai_shared.body_limit import BodyLimit
from genai_shared.errors.responses import install_error_handlers


def every_error(cls=errors.ApiError):
    for child in cls.__subclasses__():
        yield child
        yield from every_error(child)


ALL = [error for error in every_error() if error is not errors.ProviderError]


GIVEN = {errors.UnauthenticatedError: {}, errors.ForbiddenError: {"scope": "chat"}}  # what the others do not


class Question(BaseModel, extra="forbid"):
    message: str


@pytest.fixture
async def client():
    app = FastAPI()
    app.add_middleware(BodyLimit, max_bytes=50)
    install_error_handlers(app)

    @app.post("/ask")
    async def ask(question: Question):
        if error := {error.code: error for error in ALL}.get(question.message):
            raise error(**GIVEN.get(error, {"retry_after": 1.2}))
        raise RuntimeError("rosebud")

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        yield client


def test_every_error_has_a_code_of_its_own():
    codes = [error.code for error in ALL]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", ALL)
def test_every_error_stands_in_the_drawing(error):
    line = rf"{error.__name__} +{error.status} +{error.code}\b"

    assert re.search(line, sys.modules[error.__module__].__doc__)  # those of conversations have their own


@pytest.mark.parametrize("error", ALL)
async def test_an_error_becomes_its_status_and_the_envelope(client, error):
    reply = await client.post("/ask", json={"message": error.code})

    header, value = ("www-authenticate", "Bearer") if error.status in (401, 403) else ("retry-after", "2")
    assert (reply.status_code, reply.headers[header].split()[0]) == (error.status, value)
    detail = reply.json()["error"]
    assert (detail["code"], detail["type"]) == (error.code, error.type)
    assert detail["message"].startswith(error.message)
    assert re.fullmatch(r"[0-9a-f]{32}", detail["request_id"])


@pytest.mark.parametrize(
    ("sent", "status", "code", "param"),
    [
        ({"json": {}}, 422, "invalid_request", "message"),
        ({"json": {"message": "hi", "modle": 1}}, 422, "invalid_request", "modle"),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 422, "invalid_request", None),
        ({"content": b"hi", "headers": {"content-type": "text/plain"}}, 415, "unsupported_media_type", None),
        ({"json": {"message": "x" * 50}}, 413, "request_too_large", None),
        ({"json": {"message": "a mistake"}}, 500, "internal_error", None),
    ],
)
async def test_what_others_raise_has_the_same_shape(client, sent, status, code, param):
    reply = await client.post("/ask", **sent)

    detail = reply.json()["error"]
    assert (reply.status_code, detail["code"], detail["param"]) == (status, code, param)
    assert "rosebud" not in reply.text


async def test_a_body_in_chunks_is_counted_as_it_comes(client):
    taken = []

    async def chunks():
        for _ in range(10):
            taken.append(b"x" * 20)
            yield taken[-1]

    reply = await client.post("/ask", content=chunks(), headers={"content-type": "application/json"})

    assert reply.status_code == 413


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/ask", 405)])
async def test_what_does_not_exist_has_the_same_shape(client, method, path, status):
    reply = await client.request(method, path)

    assert reply.status_code == status
    assert set(reply.json()["error"]) == {"type", "code", "message", "param", "request_id"}
