"""Stage 1 over HTTP: what happens to requests that are wrong. Any shape of error will do, if it helps."""

import json
import re
import secrets

from course.checks import expect_that, proves

JSON = "application/json"
LIMIT = 1_000_000  # bytes of a body
EVENT = {"event_id": "e-1", "event_type": "test", "event_data": {"text": "hello"}}


def texts(value):
    """Yield every text in a JSON value; the names of members are not among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def expect_refusal_naming(reply, field):
    """Expect a 422 that says which field is wrong, in whatever shape."""
    reply.expect(422, content_type=JSON)
    named = any(re.search(rf"(?<!\w){re.escape(field)}(?!\w)", text) for text in texts(reply.json()))
    expect_that(named, f"an error that names the field {field}", got=reply.text[:300])


@proves("P1-03")
def test_echo_has_a_model_of_what_comes_in_and_goes_out(app):
    """A message that is missing or no text is refused with 422 naming it; /openapi.json has both models."""
    for body in ({}, *({"message": wrong} for wrong in (None, 5, 2.5, True, ["hello"], {"text": "hello"}))):
        expect_refusal_naming(app.post("/echo", json=body), "message")

    document = app.get("/openapi.json").expect(200)
    operation = document.field("paths./echo.post")
    sent = resolve(document.json(), operation, "requestBody", "content", JSON, "schema")
    answered = resolve(document.json(), operation, "responses", "200", "content", JSON, "schema")
    for schema, which in ((sent, "request"), (answered, "response")):
        kind = resolve(document.json(), schema, "properties", "message").get("type")
        expect_that(
            kind == "string",
            f"/openapi.json to say that the {which} of /echo has a text `message`",
            got=schema,
        )
    expect_that(
        "message" in sent.get("required", []), "`message` to be required in the request of /echo", got=sent
    )


def resolve(document, value, *names):
    """Walk into an OpenAPI document, following its references; what is not there is an empty object."""
    for name in names:
        value = value.get(name, {}) if isinstance(value, dict) else {}
        while isinstance(value, dict) and "$ref" in value:
            value = resolve(document, document, *value["$ref"].removeprefix("#/").split("/"))
    return value if isinstance(value, dict) else {}


@proves("S1-05")
def test_an_event_of_another_shape_is_refused(app):
    """An event that lacks a field, or has one of the wrong kind, is refused with 422 naming that field."""
    wrong = {"event_id": [7, None], "event_type": [True, ["test"]], "event_data": ["text", ["list"], None]}
    for field in EVENT:
        expect_refusal_naming(
            app.post("/events/", json={k: v for k, v in EVENT.items() if k != field}), field
        )
        for value in wrong[field]:
            expect_refusal_naming(app.post("/events/", json={**EVENT, field: value}), field)


@proves("S1-06")
def test_what_is_no_json_object_is_refused(app):
    """A body that is broken, empty, no object, too deep, or not called JSON is refused, and does no harm."""
    right = b'{"message": "hello"}'
    bodies = [
        b"",
        b'{"message": ',
        b"message=hello",
        b'["hello"]',
        b'"hello"',
        b"null",
        b'{"message": "\xff\xfe"}',
    ]
    attempts = [(body, JSON) for body in [*bodies, b'{"message": ' * 5_000]]
    attempts += [(right, "text/plain"), (right, "application/x-www-form-urlencoded"), (right, None)]

    for body, content_type in attempts:
        for path in ("/echo", "/events/"):
            headers = {"content-type": content_type} if content_type else {}
            status = app.post(path, content=body, headers=headers).status
            what = f"{body[:30]!r} sent as {content_type} to {path} to be refused with 400, 415 or 422"
            expect_that(status in {400, 415, 422}, what, got=status)
    app.post("/echo", content=right, headers={"content-type": f"{JSON}; charset=utf-8"}).expect(200)


@proves("S1-07")
def test_a_body_of_more_than_a_megabyte_is_refused(app):
    """A body of more than 1,000,000 bytes is refused with 413, declared or not; a smaller one is welcome."""
    message = secrets.token_hex(LIMIT // 2 - 50)

    app.post("/echo", json={"message": message}).expect(200, {"message": message})
    app.post("/echo", json={"message": message + "x" * 200}).expect(413)
    app.post("/events/", json={**EVENT, "event_data": {"text": message + "x" * 200}}).expect(413)
    status = app.raw(chunked(json.dumps({"message": message + "x" * 200}).encode())).partition(b"\r\n")[0]
    expect_that(b" 413" in status, "413 for a body that does not declare its length", got=status.decode())


def chunked(body):
    """Return a request to /echo whose body has no declared length."""
    head = f"POST /echo HTTP/1.1\r\nhost: app\r\nconnection: close\r\ncontent-type: {JSON}\r\n"
    sizes = f"transfer-encoding: chunked\r\n\r\n{len(body):x}\r\n"
    return head.encode() + sizes.encode() + body + b"\r\n0\r\n\r\n"


@proves("S1-08")
def test_a_wrong_address_or_method_is_refused(app):
    """An address that does not exist is 404; any method but GET on /health is 405 and names GET."""
    app.get(f"/no-such-address-{secrets.token_hex(4)}").expect(404)

    for method in ("POST", "PUT", "DELETE"):
        allowed = app.request(method, "/health").expect(405).headers.get("allow", "")
        expect_that(
            "GET" in allowed.upper(),
            f"{method} /health to be answered with `Allow: GET`",
            got=allowed or "none",
        )


@proves("S1-09")
def test_an_unknown_field_is_refused(app):
    """A field that nobody reads is refused with 422 naming it, because it is a typing error or lost data."""
    unknown = f"field_{secrets.token_hex(4)}"

    expect_refusal_naming(app.post("/echo", json={"message": "hello", unknown: "hello"}), unknown)
    expect_refusal_naming(app.post("/events/", json={**EVENT, unknown: 1}), unknown)
