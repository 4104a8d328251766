"""`python -m provider_simulator`: start the simulator from the command line."""

from __future__ import annotations

import argparse
import math
import sys

from provider_simulator.server import PortInUseError, run
from provider_simulator.settings import Settings

WRONG_USAGE = 3
EPILOG = """\
Point a client at it (any key that starts with sk-sim- is valid):
  ANTHROPIC_BASE_URL=http://127.0.0.1:9100/anthropic
  OPENAI_BASE_URL=http://127.0.0.1:9100/openai/v1
  OPENROUTER_BASE_URL=http://127.0.0.1:9100/openrouter/api/v1

Open http://127.0.0.1:9101/ to see every request and answer live.
Script a fault (the first request gets a 429, then all is well again):
  curl -X PUT http://127.0.0.1:9101/script -d \\
    '{"rules": [{"request": 1, "fault": {"kind": "status", "status": 429, "retry_after": 2}}]}'

Ends on SIGTERM or Ctrl-C with exit code 0; a port in use or a wrong option is exit code 3.
"""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]  # it leaves the process, as its parent does
        self.exit(WRONG_USAGE, f"provider simulator: {message} (see --help)\n")


def port(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def amount(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 up")
    return value


def parser() -> argparse.ArgumentParser:
    result = Parser(
        prog="python -m provider_simulator",
        description="A stand-in for the Anthropic, OpenAI and OpenRouter APIs: no key, no bill, no internet.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = result.add_argument
    add("--host", default="127.0.0.1", help="the address both ports listen on (%(default)s)")
    add(
        "--port",
        type=port,
        default=9100,
        help="the data port, which apps talk to; 0 takes a free one (%(default)s)",
    )
    add(
        "--control-port",
        type=port,
        default=9101,
        help="the control port and wire inspector; 0 takes a free one (%(default)s)",
    )
    add(
        "--seed",
        type=int,
        default=0,
        help="decides the nonces and ids; the same seed gives the same ones (%(default)s)",
    )
    add(
        "--time-to-first-token",
        type=amount,
        default=0,
        metavar="SECONDS",
        help="wait before each answer (%(default)s)",
    )
    add(
        "--tokens-per-second",
        type=amount,
        default=0,
        metavar="N",
        help="the pace of streams; 0 is no limit (%(default)s)",
    )
    levels = ("critical", "error", "warning", "info", "debug")
    add("--log-level", choices=levels, default="warning", help="what is logged to stderr (%(default)s)")
    return result


def main() -> int:
    options = parser().parse_args()
    try:
        run(Settings(**vars(options)))
    except PortInUseError as error:
        print(f"provider simulator: {error}", file=sys.stderr)  # noqa: T201 it is a command-line program
        return WRONG_USAGE
    return 0


if __name__ == "__main__":
    sys.exit(main())
