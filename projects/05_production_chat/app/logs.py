"""One JSON object for each log line, with the id of its request: structlog, for our lines and all others'.

Ours are events with fields, `log.info("retrying", attempt=1)`: a question such as "all retries of the last
hour" is then a filter, where in sentences it would be a guess. What libraries and the server say by `logging`
passes through the same processors.
"""

import logging
import sys

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from app.settings import Settings
from genai_shared.observability.record import current_record

# One line for each call, and at debug level whole requests: prompts, and headers with keys in them.
TALKATIVE = ("aiohttp", "asyncio", "httpcore", "httpcore2", "httpx", "httpx2", "openai", "sse_starlette")
SILENT = ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router")  # they quote what a provider said
SERVER = ("uvicorn", "uvicorn.access", "uvicorn.error")


def configure_logging(settings: Settings) -> None:
    """Send every line to standard output in one format; the server's access log gives way to ours."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=for_every_line(),
            processors=[ProcessorFormatter.remove_processors_meta, *written_as(settings.log_format)],
        )
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)  # Python's own go to standard error, as no JSON
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *for_every_line(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    for name in SERVER:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def for_every_line() -> list[Processor]:
    return [
        with_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]


def with_request_id(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Add the id of the request under way; a context variable holds it, for the tasks it starts as well."""
    if request_id := current_record().request_id:
        line.setdefault("request_id", request_id)
    return line


def written_as(log_format: str) -> list[Processor]:
    """Return the last steps: for machines, or for people who look at a terminal."""
    if log_format == "json":
        return [
            structlog.processors.format_exc_info,
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(),
        ]
    plain = structlog.dev.plain_traceback  # the other one shows the values of variables: secrets
    colors = sys.stdout.isatty()
    return [structlog.dev.ConsoleRenderer(colors=colors, timestamp_key="time", exception_formatter=plain)]
