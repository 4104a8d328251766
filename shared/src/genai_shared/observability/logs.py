"""Log lines for machines (one JSON object a line) or for people, each with the id of its request: structlog.

Whoever logs, our code by structlog, or a library and the server by `logging`, passes through one list of
processors into one stream. An event's fields are keys of their own: `jq 'select(.user == "ada")'` finds them.
"""

import logging
import sys

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from genai_shared.logs import SERVER, SILENT, TALKATIVE
from genai_shared.observability.record import current_record
from genai_shared.settings import ServiceSettings

CUT_OFF = "ASGI callable returned without completing response."


class LogSettings(ServiceSettings):
    """One field for each environment variable."""

    log_prompts: bool = False  # and answers: what people write is theirs


def configure_logging(settings: ServiceSettings) -> None:
    """Send all lines, the server's too, to standard output in one format. The access log is ours alone."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter(settings))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)  # else they go to standard error, in a format of their own
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared(), ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    for name in SERVER:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"  # without a handler it writes nothing
    logging.getLogger("uvicorn.error").addFilter(unless_already_told)
    for name in (*TALKATIVE, "sse_starlette"):  # one line for each call; at debug level, each token
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def shared() -> list[Processor]:
    """Return what is done to a line wherever it comes from."""
    return [
        structlog.contextvars.merge_contextvars,
        with_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]


def formatter(settings: ServiceSettings) -> ProcessorFormatter:
    """Return what makes text of a line: its last steps differ for people and for machines."""
    last: list[Processor] = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(),
        ]
        if settings.log_format == "json"
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stdout.isatty(),
                timestamp_key="time",
                exception_formatter=structlog.dev.plain_traceback,  # the other one shows variables: secrets
            )
        ]
    )
    return ProcessorFormatter(
        foreign_pre_chain=shared(), processors=[ProcessorFormatter.remove_processors_meta, *last]
    )


def with_request_id(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Add the id of the request under way, which tasks that it started know as well."""
    if request_id := current_record().request_id:
        line.setdefault("request_id", request_id)
    return line


def unless_already_told(line: logging.LogRecord) -> bool:
    """Drop the server's complaint about a stream that was given up: the access line says how it ended."""
    return not (line.msg == CUT_OFF and current_record().ended)
