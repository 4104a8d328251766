"""One way to print: Rich in a terminal, plain lines everywhere else."""

import sys

from rich.box import ROUNDED
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

PLAIN_WIDTH = 1000  # of tables; nothing else is wrapped where nobody counts columns


def console(*, stderr: bool = False) -> Console:
    """Return a console for what stdout (or stderr) is now."""
    stream = sys.stderr if stderr else sys.stdout
    plain = not stream.isatty()
    return Console(
        file=stream, highlight=False, emoji=False, width=PLAIN_WIDTH if plain else None, soft_wrap=plain
    )


def table(out: Console, *columns: str) -> Table:
    """Return an empty table that a terminal draws with lines, and a file without."""
    made = Table(box=ROUNDED if out.is_terminal else None, pad_edge=out.is_terminal, header_style="bold")
    for column in columns:
        made.add_column(column)
    return made


def panel(out: Console, title: str, lines: list[str]) -> None:
    """Print lines under a title; they may hold markup."""
    if out.is_terminal:
        out.print(Panel("\n".join(lines), title=title, title_align="left", expand=False, padding=(1, 2)))
    else:
        out.print("\n".join([title, *lines]))


def bullets(lines: tuple[str, ...]) -> list[str]:
    return [f"  • {escape(line)}" for line in lines]
