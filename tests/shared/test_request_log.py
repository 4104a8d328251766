"""The middleware: one id and one line for each request, however it ends."""

import asyncio
import io
import json
import logging
import re

import httpx2
import pytest
import structlog
from fastapi import APIRouter, BackgroundTasks, FastAPI
from fastapi.responses import StreamingResponse

from genai_shared.errors import ModelNotFoundError
from genai_shared.errors.responses import install_error_handlers
from genai_shared.observability import request_log
from genai_shared.observability.logs import configure_logging
from genai_shared.observability.record import current_record
from genai_shared.observability.request_log import Observer, RequestLog
from genai_shared.settings import ServiceSettings

logger = logging.getLogger("of.a.library")
items = APIRouter(prefix="/items")
parent = APIRouter(prefix="/parents")


@items.get("/{item}")
async def item(item: str, background: BackgroundTasks):
    current_record().user = "ada"
    structlog.get_logger("ours").info("looked up", item=item)
    background.add_task(logger.info, "in the background")
    return item


@items.get("/{item}/stream")
async def stream(item):
    async def events():
        yield b"data: 1\n\n"
        yield b"data: 2\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


@items.get("/{item}/missing")
async def missing(item):
    raise ModelNotFoundError


@items.get("/{item}/broken")
async def broken(item):
    raise KeyError("what only the log may say")


class Seen(Observer):
    def __init__(self):
        self.records, self.open = [], 0

    def stream_opened(self):
        self.open += 1

    def stream_closed(self):
        self.open -= 1

    def ended(self, record):
        self.records.append(record)


@pytest.fixture
def seen():
    return Seen()


@pytest.fixture
def app(seen):
    app = FastAPI()
    parent.routes.clear()
    parent.include_router(items, prefix="/{parent}")
    app.include_router(parent, prefix="/v1")
    app.add_middleware(RequestLog, observer=seen)
    install_error_handlers(app)
    return app


@pytest.fixture
def out(monkeypatch):
    """Return what stands in for standard output; logging is as it was afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stdout", stream := io.StringIO())
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def for_people(out):
    configure_logging(ServiceSettings(_env_file=None, log_format="console"))
    return out


@pytest.fixture
def lines(out):
    """Log as a service does, and return what gives the lines so far."""
    configure_logging(ServiceSettings(_env_file=None, log_format="json"))

    def written():
        said = out.getvalue().splitlines()
        out.seek(0)
        out.truncate()
        return [json.loads(line) for line in said]

    return written


async def get(app, path, **headers):
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.get(path, headers=headers)


async def test_one_request_is_one_line_with_the_whole_template(app, lines, seen):
    await get(app, "/v1/parents/7/items/9?prompt=rosebud")

    access = [line for line in lines() if line["logger"] == "access"]
    assert len(access) == 1
    assert (access[0]["method"], access[0]["status"], access[0]["ended"]) == ("GET", 200, "complete")
    assert access[0]["route"] == "/v1/parents/{parent}/items/{item}"
    assert (access[0]["user"], access[0]["message"], access[0]["level"]) == ("ada", "request", "info")
    assert "rosebud" not in str(access)
    assert len(seen.records) == 1


async def test_every_line_of_a_request_has_its_id_in_the_background_too(app, lines):
    reply = await get(app, "/v1/parents/7/items/9", **{"x-request-id": "my-id.1"})

    written = lines()
    assert [line["message"] for line in written] == ["looked up", "request", "in the background"]
    assert {line["request_id"] for line in written} == {"my-id.1"}
    assert reply.headers["x-request-id"] == "my-id.1"


@pytest.mark.parametrize("given", ["", "two words", "x" * 65, 'a"b', "née", "a\tb", "{}"])
async def test_an_id_that_a_log_cannot_hold_is_replaced(app, lines, given):
    headers = {"x-request-id": given.encode()}

    reply = await get(app, "/v1/parents/7/items/9", **headers)

    assert re.fullmatch(r"[0-9a-f]{32}", reply.headers["x-request-id"])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/parents/7/items/9/missing", 404, "model_not_found"),
        ("/v1/parents/7/items/9/broken", 500, "internal_error"),
        ("/nowhere/at/all", 404, "not_found"),
    ],
)
async def test_a_failure_has_one_id_in_header_envelope_and_log(app, lines, path, status, code):
    reply = await get(app, path)

    error = reply.json()["error"]
    access = [line for line in lines() if line["logger"] == "access"]
    assert [(line["status"], line["error"], line["ended"]) for line in access] == [(status, code, "error")]
    assert error["request_id"] == reply.headers["x-request-id"] == access[0]["request_id"]


async def test_what_matched_no_route_has_none(app, lines):
    await get(app, "/nowhere/at/all")

    assert [line["route"] for line in lines() if line["logger"] == "access"] == [""]


async def test_a_streams_line_is_written_when_it_ends(app, lines, seen):
    sent = []

    async def send(message):
        sent.append(message)
        if message.get("body"):
            assert not seen.records, "not before its end"
            assert seen.open == 1

    async def receive():
        await asyncio.Event().wait()

    await app(scope("/v1/parents/7/items/9/stream"), receive, send)

    (access,) = [line for line in lines() if line["logger"] == "access"]
    assert 0 < access["first_token_ms"] <= access["duration_ms"] + 0.1
    assert (access["ended"], seen.open) == ("complete", 0)


def scope(path):
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [],
        "asgi": {"spec_version": "2.3"},
    }


async def test_a_client_that_leaves_is_said_so(app, lines, seen):
    gone = asyncio.Event()

    async def endless():
        yield b"data: 1\n\n"
        await asyncio.Event().wait()

    app.add_api_route("/endless", lambda: StreamingResponse(endless(), media_type="text/event-stream"))

    async def send(message):
        if message.get("body"):
            gone.set()

    async def receive():
        await gone.wait()
        return {"type": "http.disconnect"}

    await app(scope("/endless"), receive, send)

    (access,) = [line for line in lines() if line["logger"] == "access"]
    assert (access["ended"], access["status"], seen.open) == ("client_gone", 200, 0)


async def test_prompts_are_on_the_line_only_when_they_are_wanted(lines):
    async def inner(scope, receive, send):
        current_record().asked("rosebud")
        current_record().said("a sledge")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def nothing(*_):
        pass

    for wanted in (False, True):
        await RequestLog(inner, log_prompts=wanted)(scope("/"), nothing, nothing)
        (access,) = lines()
        assert ("rosebud" in str(access), "a sledge" in str(access)) == (wanted, wanted)


async def test_a_person_gets_lines_to_read(app, for_people):
    await get(app, "/v1/parents/7/items/9/broken")

    said = for_people.getvalue()
    assert "status" in said
    assert "request_id" in said
    assert "Traceback" not in said, "the server's to log"
    assert request_log.HEADER not in said


async def test_the_servers_own_access_log_is_silent_and_its_errors_are_not(lines):
    logging.getLogger("uvicorn.access").info("%s", "twice")
    logging.getLogger("uvicorn.error").error("once")

    access = logging.getLogger("uvicorn.access")
    assert not access.propagate, "uvicorn writes none when nobody listens"
    assert [line["message"] for line in lines()] == ["once"]
