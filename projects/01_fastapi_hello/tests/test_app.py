"""The stage's own tests: the application in this process, without a server."""

import re

import pytest
from fastapi.testclient import TestClient

from app.main import app

EVENT = {"event_id": "e-1", "event_type": "greeting", "event_data": {"text": "hello", "tags": ["a", "b"]}}


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client


def test_home_says_that_the_api_is_running(client):
    """`GET /` greets whoever opens the address."""
    reply = client.get("/")

    assert (reply.status_code, reply.json()) == (200, {"message": "API running"})


def test_health_is_ok(client):
    """`GET /health` says ok."""
    reply = client.get("/health")

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


MESSAGES = ["hello", "", "  spaces \n\t", "héllo 你好 🚀", '{"message": "x"}', "x" * 100_000]


@pytest.mark.parametrize("message", MESSAGES)
def test_echo_gives_back_what_it_got(client, message):
    """Whatever the text, it comes back as it came."""
    reply = client.post("/echo", json={"message": message})

    assert (reply.status_code, reply.json()) == (200, {"message": message})


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, ["body", "message"]),
        ({"message": None}, ["body", "message"]),
        ({"message": 5}, ["body", "message"]),
        ({"message": ["hello"]}, ["body", "message"]),
        ({"message": "hello", "mesage": "hello"}, ["body", "mesage"]),
        (["hello"], ["body"]),
    ],
)
def test_a_wrong_echo_is_refused_and_the_field_named(client, body, place):
    """A body that does not fit the model is answered 422, with the place of the mistake."""
    reply = client.post("/echo", json=body)

    assert reply.status_code == 422
    assert [mistake["loc"] for mistake in reply.json()["detail"]] == [place]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_json_must_be_called_json(client, content_type):
    """A JSON text with another content type, or with none, is refused."""
    headers = {"content-type": content_type} if content_type else {}

    reply = client.post("/echo", content=b'{"message": "hello"}', headers=headers)

    assert reply.status_code == 422


def test_a_large_body_is_refused_before_it_is_read(client):
    """More than a megabyte is answered 413."""
    reply = client.post("/echo", json={"message": "x" * 1_000_000})

    assert reply.status_code == 413


def test_an_event_is_accepted_and_logged(client, caplog):
    """`POST /events/` answers 202, and the log names the event but not its data."""
    with caplog.at_level("INFO", logger="uvicorn.error"):
        reply = client.post("/events/", json=EVENT)

    assert (reply.status_code, reply.json()) == (202, {"message": "Data received!"})
    assert caplog.messages == ["event 'e-1' of type 'greeting' received"]


@pytest.mark.parametrize("field", EVENT)
def test_an_event_needs_each_of_its_fields(client, field):
    """Without any one of the three fields an event is refused, and that field named."""
    reply = client.post("/events/", json={name: value for name, value in EVENT.items() if name != field})

    assert reply.status_code == 422
    assert [mistake["loc"] for mistake in reply.json()["detail"]] == [["body", field]]


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_documentation_pages_need_no_internet(client, page):
    """Everything that a page loads comes from this application."""
    html = client.get(page).text
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)["']""", html)

    assert addresses
    assert {client.get(address).status_code for address in addresses if address.startswith("/")} == {200}
    assert not [address for address in addresses if not address.startswith("/")]
