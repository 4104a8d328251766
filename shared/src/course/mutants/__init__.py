"""`course mutants`: prove the proofs. Each wrong version of a stage must fail exactly the boxes it names."""

import os
from collections.abc import Sequence
from contextlib import closing

from rich.console import Console
from rich.markup import escape

from course.catalog import CatalogError
from course.interrupts import terminable
from course.mutants.edits import Mutant, chosen, load, mistakes, not_killed_alone
from course.mutants.verdicts import Reference, Verdict, verdicts
from course.output import console, table
from course.usage import EXIT_FAILED, EXIT_HARNESS, EXIT_PASSED, WrongUsage

TARGETS = ("process", "compose")


def mutants(number: int, *, only: Sequence[str], jobs: int | None, target: str, quick: bool = False) -> int:
    """Run a stage's mutants for one target, show which are caught, and return the exit code.

    `quick`: let each meet only the boxes it must fail and what those need, in a tenth of the time.
    """
    if target not in TARGETS:
        raise WrongUsage(f"there is no target {target} for mutants; there are process and compose")
    every = load(number)
    if wrong := mistakes(number, every):
        raise CatalogError("\n".join(f"tests/mutants/stage_{number}.yaml: {mistake}" for mistake in wrong))
    wanted = chosen(every, only)
    _require_engine(target, wanted)
    here = [mutant for mutant in wanted if mutant.target == target]
    elsewhere = [mutant for mutant in wanted if mutant.target != target]
    out = console()
    found = _run(out, number, here, jobs or (os.cpu_count() or 1), quick=quick) if here else []
    if found is None:
        return EXIT_HARNESS
    uncaught = [] if only else not_killed_alone(number, every)
    _show(out, number, found, elsewhere, uncaught)
    if quick:
        out.print(
            "[yellow]NOT RUN[/] most boxes that these mutants must leave alone: without --quick they are"
        )
    if any(verdict.error for verdict in found):
        return EXIT_HARNESS
    return EXIT_PASSED if all(verdict.is_caught for verdict in found) and not uncaught else EXIT_FAILED


def _require_engine(target: str, wanted: Sequence[Mutant]) -> None:
    """Say once that there is no Docker engine, instead of once for every mutant."""
    if target == "compose" and any(mutant.target == "compose" for mutant in wanted):
        from course.targets.docker import require_engine  # noqa: PLC0415 - only where it is needed

        require_engine()


def _run(
    out: Console, number: int, mutants: Sequence[Mutant], jobs: int, *, quick: bool
) -> list[Verdict] | None:
    """Return the verdicts; none are worth anything when the unchanged stage fails the same checks."""
    found: list[Verdict] = []
    with terminable(), closing(verdicts(number, mutants, jobs, quick=quick)) as coming:
        for verdict in coming:
            if isinstance(verdict, Reference):
                out.print(f"[{'red' if verdict.error else 'green'}]the reference {escape(verdict.text)}[/]")
                if verdict.error:
                    return None
                continue
            found.append(verdict)
            colour = "green" if verdict.is_caught else "red"
            place = f"[{len(found)}/{len(mutants)}]"
            out.print(f"{escape(place)} {verdict.mutant.name}: [{colour}]{escape(verdict.text)}[/]")
    return found


def _show(
    out: Console, number: int, found: Sequence[Verdict], elsewhere: Sequence[Mutant], uncaught: Sequence[str]
) -> None:
    """Print the table of what went wrong, what was not run, and the count."""
    if wrong := [verdict for verdict in found if not verdict.is_caught]:
        rows = table(out, "Mutant", "Must fail", "Verdict")
        for verdict in wrong:
            rows.add_row(verdict.mutant.name, ", ".join(sorted(verdict.mutant.kills)), escape(verdict.text))
        out.print("", rows)
    for mutant in elsewhere:
        if mutant.target == "compose":  # the others are run wherever anything is
            out.print(f"[yellow]NOT RUN[/] {mutant.name}: needs a Docker engine and --target compose")
    for box in uncaught:
        out.print(f"[red]{box} has no mutant that fails it alone[/]")
    caught = len(found) - len(wrong)
    out.print(f"\nstage {number}: {caught} of {len(found)} mutants caught, {len(elsewhere)} not run")
