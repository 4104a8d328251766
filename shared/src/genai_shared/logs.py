"""Log lines for people or for machines, without prompts and keys."""

import json
import logging
import sys
from datetime import UTC, datetime

from genai_shared.settings import ServiceSettings

# At debug level these write whole requests into the log: prompts, and headers with keys in them.
TALKATIVE = ("aiohttp", "anthropic", "asyncio", "httpcore", "httpcore2", "httpx", "httpx2", "openai")
# These write to standard error, at any level, and quote what a provider said; all of it is in our own errors.
SILENT = ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router")
SERVER = ("uvicorn", "uvicorn.access", "uvicorn.error")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `time` (ISO 8601, UTC), `level`, `logger`, `message`; `exception` if any."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def without_query(record: logging.LogRecord) -> bool:
    """Cut the query off the address in a line of the access log: a GET's prompt stands there."""
    if isinstance(record.args, tuple) and len(record.args) == 5:  # who, method, address, version, status
        who, method, address, *rest = record.args
        record.args = (who, method, str(address).partition("?")[0], *rest)
    return True


def configure_logging(settings: ServiceSettings) -> None:
    """Send all lines, the server's too, to standard output in one format."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        JsonFormatter()
        if settings.log_format == "json"
        else logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in SERVER:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").addFilter(without_query)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
