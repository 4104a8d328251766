import json

import pytest
from conftest import ScriptedAnthropic

WRONG = {
    "no message": ({}, "message"),
    "empty message": ({"message": ""}, "message"),
    "blank message": ({"message": " \n\t"}, "message"),
    "message of another type": ({"message": 1}, "message"),
    "no tokens": ({"message": "hi", "max_tokens": 0}, "max_tokens"),
    "too many tokens": ({"message": "hi", "max_tokens": 64_001}, "max_tokens"),
    "tokens as text": ({"message": "hi", "max_tokens": "9"}, "max_tokens"),
    "tokens as truth": ({"message": "hi", "max_tokens": True}, "max_tokens"),
    "too cold": ({"message": "hi", "temperature": -0.1}, "temperature"),
    "too hot": ({"message": "hi", "temperature": 1.1}, "temperature"),
    "misspelt field": ({"message": "hi", "max_token": 5}, "max_token"),
    "a list": ([], None),
    "null": (None, None),
}


def refused(reply, code="invalid_request", status=422):
    assert reply.status_code == status, reply.text
    detail = reply.json()["error"]
    assert set(detail) == {"type", "code", "message", "param", "request_id"}
    assert detail["code"] == code
    assert detail["message"]
    assert detail["request_id"]
    return detail


@pytest.mark.parametrize(("body", "param"), WRONG.values(), ids=WRONG)
def test_a_wrong_body_is_refused_by_the_name_of_its_field_and_costs_nothing(serve, body, param):
    provider = ScriptedAnthropic()

    reply = serve(provider).post("/v1/chat", json=body)

    assert refused(reply)["param"] == param
    assert provider.requests == []


NO_JSON = {
    "nothing": b"",
    "broken": b"{",
    "half a surrogate pair": b'{"message": "\\ud800"}',
    "half a surrogate pair as a field": b'{"message": "hi", "\\ud800": 1}',
    "NaN": b'{"message": "hi", "temperature": NaN}',
    "not UTF-8": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "a long number": b'{"message": "hi", "max_tokens": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("content", NO_JSON.values(), ids=NO_JSON)
def test_a_body_that_no_client_should_send_is_refused_all_the_same(serve, content):
    reply = serve().post("/v1/chat", content=content, headers={"content-type": "application/json"})

    refused(reply)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_another_content_type_is_named_as_the_mistake(serve, content_type):
    headers = {} if content_type is None else {"content-type": content_type}

    reply = serve().post("/v1/chat", content=b'{"message": "hi"}', headers=headers)

    assert "content-type" in refused(reply, "unsupported_media_type", 415)["message"]


def test_unknown_paths_and_methods_have_the_same_shape_of_error(serve):
    client = serve()

    refused(client.get("/nowhere"), "not_found", 404)
    wrong_method = client.get("/v1/chat")

    refused(wrong_method, "method_not_allowed", 405)
    assert wrong_method.headers["allow"] == "POST"


def test_a_body_over_the_limit_is_refused_with_and_without_a_declared_length(serve):
    client = serve(max_body_bytes=1000)
    body = json.dumps({"message": "x" * 1000}).encode()

    declared = client.post("/v1/chat", content=body, headers={"content-type": "application/json"})
    chunked = client.post("/v1/chat", content=iter([body]), headers={"content-type": "application/json"})

    refused(declared, "request_too_large", 413)
    refused(chunked, "request_too_large", 413)


def test_a_body_at_the_limit_is_accepted(serve):
    body = json.dumps({"message": "x"}).encode()

    reply = serve(max_body_bytes=len(body)).post(
        "/v1/chat", content=body, headers={"content-type": "application/json"}
    )

    assert reply.status_code == 200


def test_the_api_description_shows_the_error_envelope_and_no_other(serve):
    description = serve().get("/openapi.json").json()

    responses = description["paths"]["/v1/chat"]["post"]["responses"]
    assert set(responses) == {"200", "default"}
    assert responses["default"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorEnvelope")
