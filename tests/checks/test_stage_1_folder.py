"""Stage 1's folder: what its requirements and its README promise."""

import ast
import re
import shlex
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from course.checks import AppFault, expect_that, proves


def how_to_run(project):
    """Return the program that stage.toml runs (or the module, by `python -m`), and the stage's own port."""
    stage = tomllib.loads(project.read("stage.toml"))
    words = shlex.split(stage["run"])
    program = words[words.index("-m") + 1] if "-m" in words[1:-1] else Path(words[0]).name
    return program, 8000 + stage["number"]


@proves("P1-06")
def test_the_requirements_are_pinned_and_complete(project):
    """requirements.txt: every line pins one version, and everything that the app needs stands in it."""
    lines = project.read("requirements.txt").replace("\\\n", " ").splitlines()
    wanted = [line.split("#")[0].split(" --hash")[0].strip() for line in lines]
    pinned = {}
    for line in filter(None, wanted):
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            raise AppFault(f"not a pinned package: {line}", expected="name==version", got=line) from None
        exact = [one.operator for one in requirement.specifier] == ["=="] and "*" not in str(
            requirement.specifier
        )
        expect_that(exact, "every package pinned to one version, as in fastapi==0.165.0", got=line)
        if requirement.marker is None or requirement.marker.evaluate():
            pinned[canonicalize_name(requirement.name)] = requirement

    for name, because in sorted({*imported(project), *needed_by(pinned)}):
        expect_that(name in pinned, f"{name} in requirements.txt, because {because}", got=", ".join(pinned))


def imported(project):
    """Yield (package, who says so) for what the app imports, and for the program that runs it."""
    known = packages_distributions()
    program, _ = how_to_run(project)
    if program in known:  # python and node are no packages
        yield canonicalize_name(program), "stage.toml runs it"
    for file in sorted(project.path.glob("app/**/*.py")):
        for node in ast.walk(parsed(file)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names:
                for package in known.get(name.partition(".")[0], [])[:1]:
                    yield canonicalize_name(package), f"{file.name} imports it"


def parsed(file):
    try:
        return ast.parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        raise AppFault(f"{file.name} is not Python: {error}", expected="Python", got=str(error)) from None


def needed_by(pinned):
    """Yield (package, who says so) for what the pinned packages need, as far as they are installed here."""
    for name, wanted in pinned.items():
        try:
            needs = requires(name) or []
        except PackageNotFoundError:
            continue
        for need in map(Requirement, needs):
            if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in {"", *wanted.extras}):
                yield canonicalize_name(need.name), f"{name} needs it"


@proves("P1-07")
def test_the_readme_says_how_to_run_it(project):
    """README.md: commands to run the service with Docker and without, and the address it then has."""
    readme = project.read("README.md")
    commands = "\n".join(
        re.findall(r"^ *(?:```|~~~).*?\n(.*?)^ *(?:```|~~~)", readme, re.MULTILINE | re.DOTALL)
    )
    program, port = how_to_run(project)

    has_compose = re.search(r"docker[ -]compose up\b", commands)
    expect_that(has_compose, "a code block with `docker compose up`", got=commands or "no code block")
    expect_that(
        re.search(rf"\b{re.escape(program)}\b|course run", commands), f"a code block that runs {program}"
    )
    address = re.search(rf"(?:localhost|127\.0\.0\.1):{port}\b", readme)
    expect_that(address, f"the stage's address, http://localhost:{port}")
