"""A level is a promise to the reader: at `error` somebody has to act, at `debug` somebody is searching.

Run it: course lab T5.4.1-03
Break it: set the level to `debug`, and find the one line that somebody should get up for.
"""

import structlog

LEVELS = ("debug", "info", "warning", "error")


def lines(level: str) -> list[str]:
    """Return which of the four lines come out at this level."""
    seen: list[str] = []

    def collect(_: object, name: str, fields: structlog.typing.EventDict) -> structlog.typing.EventDict:
        seen.append(f"{name}: {fields['event']}")
        raise structlog.DropEvent

    log = structlog.wrap_logger(
        structlog.PrintLogger(),
        processors=[collect],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    log.debug("body of 312 bytes read")
    log.info("answered")
    log.warning("first model failed, the second answered")
    log.error("no model answered")
    return seen


def main() -> None:
    for level in LEVELS:
        print(f"at {level}:", len(lines(level)), "lines, from", lines(level)[0])


if __name__ == "__main__":
    main()
