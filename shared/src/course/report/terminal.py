"""The run in the terminal: a table that fills as boxes are proved; plain lines when it is not a terminal."""

from contextlib import AbstractContextManager, nullcontext

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from course.report.failure import failure
from course.results import Outcome, Result, Run

SIGNS: dict[Outcome, tuple[str, str]] = {
    "pass": ("✓", "green"),
    "fail": ("✗", "bold red"),
    "error": ("!", "bold magenta"),
    "blocked": ("◌", "yellow"),
    "skipped": ("-", "dim"),
    "explain": ("?", "cyan"),
    "not run": ("·", "dim"),
}


class TerminalReport:
    """Listens to a run and shows it."""

    def __init__(self, console: Console, run: Run) -> None:
        self.console = console
        self.run = run
        self._running = ""
        self._phase = Spinner("dots", "starting")
        self._live: Live | None = None

    def showing(self) -> AbstractContextManager[object]:
        """Return what keeps the table on the screen while the checks run."""
        if not self.console.is_terminal:
            title = f"stage {self.run.stage}: {self.run.title} ({self.run.submission}, {self.run.target})"
            self.console.print(title, markup=False, highlight=False)
            return nullcontext()
        self._live = Live(
            console=self.console, get_renderable=self._screen, transient=True, refresh_per_second=12
        )
        return self._live

    def phase(self, text: str) -> None:
        self._phase.update(text=Text(f"{text} …", style="dim"))

    def say(self, what: str, detail: str | None = None) -> None:
        if self._live is None and detail is None:
            self.console.print(f"{what} …", style="dim", markup=False, highlight=False)
        self.phase(f"{what}: {detail}" if detail else what)

    def started(self, result: Result) -> None:
        self._running = result.id
        self.phase(f"{result.id} {result.text}")

    def finished(self, result: Result) -> None:
        self._running = ""
        if self._live is None:
            why = f" ({result.reason.splitlines()[0]})" if result.reason else ""
            self.console.print(
                f"{result.outcome:8} {result.id}  {result.text}{why}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )

    def conclude(self) -> None:
        """Show the whole result: the table, each failure, the notes, the counts."""
        if self.console.is_terminal:
            self.console.print(self._table())
        for result in self.run.results:
            if result.outcome in {"fail", "error"}:
                self.console.print(failure(result), soft_wrap=True)
        for note in self.run.notes:
            self.console.print(f"note: {note}", markup=False, highlight=False, soft_wrap=True)
        stopped = "interrupted: " if self.run.interrupted else ""
        time = f" in {self.run.seconds:.1f} s"
        style = "green" if self.run.exit_code == 0 else "red"
        self.console.print(f"\n{stopped}{self.run.summary}{time}", style=style, markup=False, highlight=False)

    def _screen(self) -> RenderableType:
        return Group(self._phase, self._table())

    def _table(self) -> Table:
        title = f"Stage {self.run.stage}: {self.run.title}"
        table = Table(title=title, title_justify="left", box=None, show_header=False, pad_edge=False)
        table.add_column(width=1)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        heading = ""
        for result in self.run.results:
            if result.heading != heading:
                heading = result.heading
                table.add_row("", "", Text(heading, style="bold"))
            table.add_row(*self._row(result))
        return table

    def _row(self, result: Result) -> tuple[RenderableType, ...]:
        sign, style = SIGNS[result.outcome]
        if result.id == self._running:
            sign, style = "▸", "bold blue"
        text = Text(result.text)
        if result.reason and result.outcome != "not run":
            text.append(f"\n{result.reason.splitlines()[0]}", style="dim")
        return Text(sign, style=style), Text(result.id, style=style), text
