"""The wrong way: everything that is at hand goes into the log, a key and a diagnosis with it.

Run it: course lab secret_in_a_log
Mend it: a processor that every line passes, so that nobody has to think of it.
"""

import structlog


def main() -> None:
    processors = [structlog.processors.JSONRenderer()]
    log = structlog.wrap_logger(structlog.PrintLogger(), processors=processors)
    log.info("chat", user="ada", route="/v1/chat", status=200, ms=812, tokens=42, prompt="my diagnosis",
             api_key="sk-real-secret")  # fmt: skip


if __name__ == "__main__":
    main()
