"""The same event as text for people and as JSON for machines: only one of them can be asked for a field.

Run it: course lab T5.4.1-01
Break it: put a line break into the user's name. The text has a forged line now; the JSON has not.
"""

import json

import structlog

NAME = "ada\nlevel=info event=paid user=eve"  # whoever chooses the name tries to write your log
EVENT = {"event": "answered", "user": NAME, "tokens": 42}


def as_text() -> str:
    return "level=info " + " ".join(f"{name}={value}" for name, value in EVENT.items())


def as_json() -> str:
    return str(structlog.processors.JSONRenderer()(None, "info", {"level": "info", **EVENT}))


def main() -> None:
    print("text:", len(as_text().splitlines()), "lines")
    print("json:", len(as_json().splitlines()), "line")
    line = json.loads(as_json())
    print("the tokens, by name:", line["tokens"], type(line["tokens"]).__name__)


if __name__ == "__main__":
    main()
