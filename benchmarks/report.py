"""The table a benchmark prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from servers import Load

COLUMNS = ("measured", "on one core", "CPU each", "bare hello", "ratio", "goal")
VERDICTS = {True: "[green]met", False: "[red bold]NOT MET", None: ""}


class Report:
    """One table; every row with the bare hello's figure where it has one, and its goal."""

    def __init__(self, title: str) -> None:
        self.table = Table("", *COLUMNS, "", title=title)
        for column in self.table.columns[1:-1]:
            column.justify = "right"
        self.missed = False

    def rate(self, name: str, what: str, got: Load, hello: Load, goal: float) -> None:
        """Add a row for something done so many times a second; the goal is for one core."""
        core, bare = got.on_one_core(what), hello.on_one_core(what)
        costs = [f"{core:,.0f}/s", f"{1e6 / core:,.0f} µs", f"{bare:,.0f}/s", f"{core / bare:.2f}"]
        figures = [f"{got.each_second(what):,.0f}/s", *costs]
        self._row(name, figures, f"{goal:,.0f}/s", met=core >= goal)

    def compared(self, name: str, got: float, bare: float, unit: str, goal: float) -> None:
        """Add a row for something that should stay below its goal."""
        figures = [f"{got:.2f} {unit}", "", "", f"{bare:.2f} {unit}", f"{got / bare:.2f}"]
        self._row(name, figures, f"< {goal:g} {unit}", met=got < goal)

    def figure(self, name: str, text: str, goal: str = "", *, met: bool | None = None) -> None:
        self._row(name, [text, "", "", "", ""], goal, met=met)

    def _row(self, name: str, figures: list[str], goal: str, *, met: bool | None) -> None:
        self.missed |= met is False
        self.table.add_row(name, *figures, goal, VERDICTS[met])

    def show(self) -> None:
        console = Console()
        Console(width=max(console.width, 150) if not console.is_terminal else None).print(self.table)
