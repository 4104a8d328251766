"""genai_shared.logs: lines without prompts and keys."""

import json
import logging

import pytest

from genai_shared.logs import configure_logging
from genai_shared.settings import ServiceSettings


@pytest.fixture(autouse=True)
def _as_before():
    """Put logging back: other tests of this process have their own."""
    loggers = [
        logging.getLogger(),
        *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict)),
    ]
    before = [(log, log.level, log.handlers[:], log.filters[:], log.propagate) for log in loggers]
    yield
    for log, level, handlers, filters, propagate in before:
        log.setLevel(level)
        log.handlers[:], log.filters[:], log.propagate = handlers, filters, propagate


def test_a_line_is_a_json_object_with_its_exception(capsys):
    configure_logging(ServiceSettings(_env_file=None, log_format="json"))

    logging.getLogger("app").error("it broke: %s", "here", exc_info=ValueError("a mistake"))

    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["logger"], line["message"]) == ("error", "app", "it broke: here")
    assert "ValueError: a mistake" in line["exception"]
    assert line["time"].endswith("+00:00")


def test_the_servers_lines_have_the_same_format_and_no_prompt_in_the_address(capsys):
    configure_logging(ServiceSettings(_env_file=None, log_format="json"))

    access = logging.getLogger("uvicorn.access")
    access.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1", "GET", "/v1/chat/stream?message=rosebud", "1.1", 200)

    line = json.loads(capsys.readouterr().out)
    assert line["message"] == '127.0.0.1 - "GET /v1/chat/stream HTTP/1.1" 200'


@pytest.mark.parametrize("name", ["httpx", "openai", "aiohttp", "LiteLLM", "LiteLLM Router"])
def test_libraries_that_log_whole_requests_do_not_at_debug(name, capsys):
    configure_logging(ServiceSettings(_env_file=None, log_level="debug"))

    logging.getLogger(name).debug("body: rosebud")

    assert capsys.readouterr().out == ""
