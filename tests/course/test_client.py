"""The client to the app under check: what a check asks of a reply, and what is said when it does not hold."""

import json

import pytest

from course.faults import AppFault
from course.reply import Reply
from course.wire import Exchange

ENVELOPE = {"type": "x_error", "code": "not_found", "message": "no", "param": None, "request_id": "r1"}


def reply(body, status=200, content_type="application/json"):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    exchange = Exchange("GET", "http://127.0.0.1/x", (), b"", status=status)
    exchange.reply_headers, exchange.reply_body = (("content-type", content_type),), content
    return Reply(exchange)


def test_expectations_that_hold_return_the_reply():
    """Expectations can be chained; fields are dotted paths, through lists too."""
    given = reply({"data": [{"id": 7}], "usage": {"tokens": 3}})

    assert given.expect(200, {"data.0.id": 7, "usage.tokens": 3}, content_type="application/json") is given
    assert given.field("usage") == {"tokens": 3}


@pytest.mark.parametrize(
    ("expect", "expected", "got"),
    [
        (lambda: reply({}, 404).expect(200), "status 200", "status 404"),
        (lambda: reply({"a": 1}).expect(200, {"a": "1"}), 'a "1"', "a 1"),
        (lambda: reply({"a": True}).expect(200, {"a": 1}), "a 1", "a true"),
        (lambda: reply({"a": {}}).expect(200, {"a.b": 1}), "a.b 1", "a.b missing"),
        (lambda: reply([]).field("a"), "a field a", "[]"),
        (lambda: reply(b"").json(), "a JSON body", "an empty body"),
        (lambda: reply(b"<p>").json(), "a JSON body", "application/json: <p>"),
        (lambda: reply(b"[" * 100_000).json(), "a JSON body", "100,000 characters"),
        (
            lambda: reply({}, content_type="text/plain").expect(200, content_type="application/json"),
            "json",
            "plain",
        ),
    ],
)
def test_an_unmet_expectation_says_what_came(expect, expected, got):
    """A failure carries what was expected, what came, and the exchange it came in."""
    with pytest.raises(AppFault) as fault:
        expect()

    assert expected in fault.value.expected
    assert got in fault.value.got
    assert fault.value.exchange is not None


def test_the_error_envelope_is_expected_whole():
    """Every member and no other; message and request id are not empty; param when it is asked for."""
    reply({"error": ENVELOPE}, 404).expect_error(404, "not_found", param=None)

    for wrong in (
        {"detail": "Not Found"},
        {"error": "Not Found"},
        {"error": ENVELOPE | {"extra": 1}},
        {"error": {name: value for name, value in ENVELOPE.items() if name != "param"}},
        {"error": ENVELOPE | {"message": " "}},
        {"error": ENVELOPE | {"request_id": None}},
        {"error": ENVELOPE | {"code": "other"}},
    ):
        with pytest.raises(AppFault):
            reply(wrong, 404).expect_error(404, "not_found")
    with pytest.raises(AppFault):
        reply({"error": ENVELOPE}, 404).expect_error(404, "not_found", param="message")
    with pytest.raises(AppFault):
        reply({"error": ENVELOPE}, 404, "text/plain").expect_error(404, "not_found")
