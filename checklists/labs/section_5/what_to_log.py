"""Log who, what, how long and how it ended; of prompts their length, of keys nothing.

Run it: course lab T5.4.1-04
Break it: take `safe` out of the processors, as `secret_in_a_log.py` does, and search the log for the key.
"""

import structlog
from structlog.typing import EventDict, Processor

SECRET = {"authorization", "x-api-key", "api_key", "password", "token"}
TEXTS = {"prompt", "answer"}


def safe(_: object, __: str, event: EventDict) -> EventDict:
    for name in SECRET & event.keys():
        event[name] = "***"
    for name in TEXTS & event.keys():
        event[f"{name}_characters"] = len(event.pop(name))
    return event


def main() -> None:
    processors: list[Processor] = [safe, structlog.processors.JSONRenderer()]
    log = structlog.wrap_logger(structlog.PrintLogger(), processors=processors)
    log.info("chat", user="ada", route="/v1/chat", status=200, ms=812, tokens=42, prompt="my diagnosis",
             api_key="sk-real-secret")  # fmt: skip


if __name__ == "__main__":
    main()
