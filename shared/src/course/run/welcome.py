"""What stands on the screen once everything runs."""

import sys

from rich.console import Console
from rich.markup import escape

from course.output import panel
from course.run.launch import Launch
from course.run.settings import NAMES


def welcome(out: Console, launch: Launch, *, chat_path: str) -> None:
    """Print the addresses to open, who answers, and a request to paste."""
    rows = [("App", launch.url), ("Docs", f"{launch.url}/docs")]
    if launch.simulator:
        rows += [("Wire inspector", f"{launch.simulator.control_url}/")]
        rows += [("Answered by", providers(launch))]
    rows += launch.extras.rows if launch.extras else []
    lines = [f"{name:<15} {escape(value)}" for name, value in rows]
    lines += [f"[yellow]{escape(note)}[/]" for note in launch.notes]
    panel(out, f"Stage {launch.stage.number}: {launch.stage.title}", lines)
    out.print("Paste this into another terminal:")
    path, body = (
        (chat_path, '{"message": "Hello!"}') if launch.simulator else ("/echo", '{"message": "Hello!"}')
    )
    known = "".join(f" -H '{name}: {value}'" for name, value in launch.credentials.items())
    curl = f"curl -sS {launch.url}{path}{known} -H 'content-type: application/json' -d '{body}'"
    out.print(escape(curl), soft_wrap=True)
    can_chat = launch.simulator and sys.stdin.isatty()
    out.print(
        "Type a message and press Enter to chat; Ctrl-C ends it.\n" if can_chat else "Ctrl-C ends it.\n"
    )


def providers(launch: Launch) -> str:
    """Say who answers for each provider; never with which key."""
    real = [NAMES[vendor] for vendor in launch.settings.real]
    if not real:
        return "the provider simulator (no key, no bill)"
    others = "the simulator for the others"
    return f"the REAL {' and '.join(real)}, with your key from .env, at your cost; {others}"
