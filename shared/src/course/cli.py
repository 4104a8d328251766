"""The `course` command: every subcommand loads what it needs, so that `--help` is quick."""

import sys

import typer

from course.options import (
    Ask,
    Boxes,
    BoxId,
    ControlUrl,
    Count,
    Folder,
    Jobs,
    Kind,
    LabId,
    More,
    Names,
    OnlyCheck,
    Own,
    Port,
    Prove,
    Quick,
    Real,
    Reports,
    Runnable,
    Score,
    Seconds,
    SectionNumber,
    Seed,
    SimulatorPort,
    Stage,
    Venv,
    Where,
)
from course.usage import EXIT_HARNESS, EXIT_USAGE, WrongUsage

INTERRUPTED = 130  # what a shell calls a program that Ctrl-C ended

app = typer.Typer(
    name="course",
    help="Run the stages of the course, prove their boxes, and see what is next.",
    epilog="Begin with: course run 2. Exit codes: 0 all well, 1 a box failed, 2 our fault, 3 wrong usage.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

LEARN, WORK = "Learn", "Work on the course itself"

# ruff: noqa: PLC0415 - each command imports its own module, so that `course --help` is quick


@app.command(rich_help_panel=LEARN)
def run(  # noqa: PLR0913 - an option each
    number: Stage,
    *,
    submission: Runnable = None,
    port: Port = None,
    ask: Ask = None,
    simulator_port: SimulatorPort = None,
    real: Real = False,
) -> None:
    """Start stage N with its simulator, and chat with it; Ctrl-C ends both.

    Exit code 0 when Ctrl-C ends it, 1 when the stage does not start, or dies, or --ask gets no answer.
    """
    from course.run import run

    code = run(number, submission=submission, port=port, ask=ask, simulator_port=simulator_port, real=real)
    raise typer.Exit(code)


@app.command(rich_help_panel=LEARN)
def check(  # noqa: PLR0913 - an option each
    number: Stage,
    *,
    only: Boxes = None,
    own: Own = False,
    target: Where = "process",
    submission: Folder = None,
    venv: Venv = None,
    report: Reports = None,
    control_url: ControlUrl = None,
    ready_timeout: Seconds = 20,
) -> None:
    """Prove the boxes of stage N: which hold, and why the others fail."""
    from course.check import check

    code = check(
        number,
        only=only or [],
        own=own,
        target=target,
        submission=submission,
        venv=venv,
        report=report,
        control_url=control_url,
        ready_timeout=ready_timeout,
    )
    raise typer.Exit(code)


@app.command(rich_help_panel=LEARN)
def status() -> None:
    """Show where you are: what is proved, failed, open, and rated by yourself."""
    from course.learner import status

    status()


@app.command(rich_help_panel=LEARN, name="next")
def next_box() -> None:
    """Show the first open box and what to do about it."""
    from course.learner import next_box

    next_box()


@app.command(rich_help_panel=LEARN)
def hint(box: BoxId, *, more: More = False) -> None:
    """Give a hint: a question, then a pointer, then nearly the answer."""
    from course.learner import hint

    hint(box, more=more)


@app.command(rich_help_panel=LEARN)
def explain(box: BoxId, *, score: Score = None) -> None:
    """Answer in your own words and compare; or see how a box is checked."""
    from course.explain import explain

    explain(box, score=score)


@app.command(rich_help_panel=LEARN)
def lab(which: LabId = None, *, prove: Prove = True) -> None:
    """Run a lab with what it needs, and see whether its boxes hold; alone, list all labs."""
    from course.labs.run import lab

    raise typer.Exit(lab(which, prove=prove))


@app.command(rich_help_panel=LEARN)
def quiz(section: SectionNumber, *, count: Count = 3, seed: Seed = None) -> None:
    """Answer questions of a section, compare with the keys, and rate yourself; stdin may be a file."""
    from course.quiz import quiz

    quiz(section, count=count, seed=seed)


@app.command(rich_help_panel=WORK)
def pages(*, check: OnlyCheck = False) -> None:
    """Generate the checklists' Markdown and the marked blocks of READMEs."""
    from course.pages import pages

    raise typer.Exit(pages(check=check))


@app.command(rich_help_panel=WORK)
def lint() -> None:
    """Check the catalogue: ids, proofs, needs, hints, answer keys, mutants."""
    from course.lint import lint

    raise typer.Exit(lint())


@app.command(rich_help_panel=WORK)
def mutants(
    number: Stage, *, only: Names = None, jobs: Jobs = None, target: Kind = "process", quick: Quick = False
) -> None:
    """Prove the proofs: each wrong version must fail exactly its boxes."""
    from course.mutants import mutants

    raise typer.Exit(mutants(number, only=only or [], jobs=jobs, target=target, quick=quick))


def main() -> None:
    """Run the command; wrong usage is one line on stderr and exit code 3."""
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except typer.TyperException as error:
        code = _wrong(f"{error.format_message()} (course --help shows how)")
    except WrongUsage as error:
        code = _wrong(str(error))
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except Exception as error:  # noqa: BLE001 - it is raised again, unless it is one of ours
        code = _broken(error)
    raise SystemExit(code)


def _wrong(message: str) -> int:
    print(f"course: {' '.join(message.split())}", file=sys.stderr)
    return EXIT_USAGE


def _broken(error: Exception) -> int:
    from course.catalog import CatalogError
    from course.faults import CourseError

    if not isinstance(error, CatalogError | CourseError):
        raise error
    print(f"course: {error}", file=sys.stderr)
    return EXIT_HARNESS
