"""structlog: an event and its fields, a logger that remembers some, and processors that make the line.

Run it: course lab T5.4.1-02
Break it: put the renderer first. What comes after it gets a string and no fields any more.
"""

import structlog

PROCESSORS: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.EventRenamer("message"),
    structlog.processors.JSONRenderer(sort_keys=True),
]


def main() -> None:
    log = structlog.wrap_logger(structlog.PrintLogger(), processors=PROCESSORS)
    request = log.bind(request_id="r-1", route="/v1/chat")
    request.info("begun")
    request.info("answered", tokens=42)
    log.info("idle")


if __name__ == "__main__":
    main()
