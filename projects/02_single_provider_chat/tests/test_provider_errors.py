from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import anthropic
import httpx2
import pytest
from conftest import COMPLETION, ScriptedAnthropic, error

from app import errors
from app.provider_errors import translate

BY_STATUS = {
    400: (400, "provider_rejected"),
    401: (502, "provider_auth"),
    402: (502, "provider_auth"),
    403: (502, "provider_auth"),
    404: (503, "provider_not_configured"),
    408: (504, "provider_timeout"),
    409: (503, "provider_unavailable"),
    413: (413, "context_too_long"),
    418: (400, "provider_rejected"),
    422: (400, "provider_rejected"),
    429: (429, "provider_rate_limited"),
    500: (503, "provider_unavailable"),
    502: (503, "provider_unavailable"),
    503: (503, "provider_unavailable"),
    504: (503, "provider_unavailable"),
    529: (503, "provider_unavailable"),
    304: (502, "provider_bad_response"),
}
REQUEST = httpx2.Request("POST", "https://provider.invalid")


class BrokenOff(httpx2.AsyncByteStream):
    """Half a body, then the connection ends."""

    async def __aiter__(self):
        yield b'{"id":'
        raise httpx2.RemoteProtocolError("peer closed connection without sending complete message body")


def outcome(client):
    reply = client.post("/v1/chat", json={"message": "hi"})
    return reply.status_code, reply.json()["error"]["code"]


@pytest.mark.parametrize(("status", "expected"), BY_STATUS.items())
def test_a_status_of_the_provider_has_one_of_ours(serve, status, expected):
    assert outcome(serve(ScriptedAnthropic(error(status)))) == expected


def test_a_prompt_beyond_the_context_window_is_told_from_other_rejections(serve):
    too_long = error(400, "prompt is too long: 200001 tokens > 200000 maximum")

    assert outcome(serve(ScriptedAnthropic(too_long))) == (413, "context_too_long")


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (httpx2.ConnectError("refused"), (502, "provider_unreachable")),
        (httpx2.ConnectTimeout("no route"), (502, "provider_unreachable")),
        (
            httpx2.RemoteProtocolError("Server disconnected without sending a response."),
            (502, "provider_unreachable"),
        ),
        (httpx2.ReadTimeout("silence"), (504, "provider_timeout")),
        (httpx2.Response(200, stream=BrokenOff()), (502, "provider_truncated")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failing_connection_is_told_apart_by_what_failed(serve, failure, expected):
    assert outcome(serve(ScriptedAnthropic(failure))) == expected


def json_body(**changes):
    return httpx2.Response(200, json={**COMPLETION, **changes})


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, html="<h1>Welcome to nginx</h1>"),
        httpx2.Response(200, content=b"{", headers={"content-type": "application/json"}),
        httpx2.Response(200, content=b"\xff\xff", headers={"content-type": "application/json"}),
        httpx2.Response(200, content=b"", headers={"content-type": "application/json"}),
        httpx2.Response(200, json=None),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={"type": "error", "error": {"type": "api_error", "message": "no"}}),
        httpx2.Response(204),
        json_body(content=None),
        json_body(content=[{"type": "text"}]),
        json_body(content=[3]),
        json_body(stop_reason=None),
        json_body(usage={}),
        json_body(usage={"input_tokens": -1, "output_tokens": 2}),
        json_body(model=None),
    ],
    ids=lambda response: response.text[:40] or str(response.status_code),
)
def test_a_200_without_a_completion_is_not_passed_on(serve, answer):
    assert outcome(serve(ScriptedAnthropic(answer))) == (502, "provider_bad_response")


def test_an_answer_may_hold_blocks_that_are_not_text(serve):
    thinking = {"type": "thinking", "thinking": "hm", "signature": "s"}
    provider = ScriptedAnthropic(json_body(content=[thinking, {"type": "text", "text": "42"}]))

    reply = serve(provider).post("/v1/chat", json={"message": "hi"})

    assert reply.json()["content"] == "42"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("given", "passed_on"), [("7", "7"), ("1.2", "2"), ("0", "0"), ("soon", None), ("-1", None)]
)
def test_the_providers_retry_after_is_passed_on_in_whole_seconds(serve, status, given, passed_on):
    reply = serve(ScriptedAnthropic(error(status, retry_after=given))).post(
        "/v1/chat", json={"message": "hi"}
    )

    assert reply.headers.get("retry-after") == passed_on


def test_a_retry_after_that_is_a_date_becomes_seconds(serve):
    date = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)

    reply = serve(ScriptedAnthropic(error(429, retry_after=date))).post("/v1/chat", json={"message": "hi"})

    assert 3500 < int(reply.headers["retry-after"]) <= 3600


def test_the_providers_words_stay_out_of_errors_and_logs(serve, capsys):
    client = serve(ScriptedAnthropic(error(400, "bad key sk-sim-secret, bad prompt Rosebud")))

    reply = client.post("/v1/chat", json={"message": "Rosebud"})

    for text in (reply.text, capsys.readouterr().out):
        assert text
        assert "sk-sim" not in text
        assert "Rosebud" not in text


def every_subclass(cls):
    for subclass in cls.__subclasses__():
        yield subclass
        yield from every_subclass(subclass)


SDK_ERRORS = sorted(
    {anthropic.AnthropicError, *every_subclass(anthropic.AnthropicError)}, key=lambda cls: cls.__name__
)


def instance_of(cls):
    """Build an SDK error as the SDK would."""
    response = httpx2.Response(getattr(cls, "status_code", 500), request=REQUEST)
    if issubclass(cls, anthropic.APIStatusError):
        return cls("no", response=response, body=None)
    if issubclass(cls, anthropic.APIResponseValidationError):
        return cls(response, None)
    if issubclass(cls, anthropic.APIConnectionError):
        return cls(request=REQUEST)
    if issubclass(cls, anthropic.APIError):
        return cls("no", REQUEST, body=None)
    return cls.__new__(cls)  # the rest have constructors of many kinds


@pytest.mark.parametrize("cls", SDK_ERRORS, ids=lambda cls: cls.__name__)
def test_every_error_of_the_sdk_has_one_of_ours(cls):
    ours = translate(instance_of(cls))

    assert isinstance(ours, errors.ApiError)
    assert not isinstance(ours, errors.InternalError)
    if issubclass(cls, anthropic.InternalServerError):
        assert isinstance(ours, errors.ProviderUnavailableError)
