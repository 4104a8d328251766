#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox[uv]>=2026.10.20"]
# ///
"""Every job of the repository: `nox -l` lists them, `nox` runs what CI runs, `nox -s NAME -- ARGS` one."""

import os
import subprocess
import sys
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nox

nox.needs_version = ">=2026.10.20"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"  # an interpreter that is not here is said, not fetched
nox.options.reuse_venv = "yes"

OLDEST, NEWEST = "3.11", "3.13"
PROJECTS = Path("projects")
STAGES = {int(path.parent.name[:2]): path.parent for path in sorted(PROJECTS.glob("0*_*/stage.toml"))}
LABS = Path("checklists/labs")
ALONE = ["--ignore=tests/labs", "--ignore=tests/load"]  # jobs of their own
# What depends on the Python, and of the check engine one way from end to end; the rest on the oldest alone.
BY_VERSION = ["tests/simulator", "tests/shared", "tests/course/test_run.py", "tests/course/test_outcomes.py"]
VULNERABILITIES = "https://pypi.org/pypi/pip/26.3/json"  # what pip-audit asks, for one package
TYPED = ["shared/src/provider_simulator", "shared/src/course", "shared/src/genai_shared", "benchmarks"]
nox.options.sessions = [
    "lint",
    "types",
    "audit",
    "tests",
    "labs",
    "load",
    "stages",
    "mutants",
    "docker",
    "readme",
]

# Some machines export it; importing the SDKs without their bytecode takes twice as long.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.pop("VIRTUAL_ENV", None)


def sync(session: nox.Session, *groups: str) -> None:
    """Install the workspace as locked, and these dependency groups, into the session's environment."""
    wanted = [f"--group={group}" for group in groups]
    session.run_install(
        "uv", "sync", "--locked", "--quiet", f"--python={session.virtualenv.location}", *wanted,
        env={"UV_PROJECT_ENVIRONMENT": session.virtualenv.location},
    )  # fmt: skip


def has_docker() -> bool:
    """Ask the engine, by whatever `docker` stands on the PATH."""
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0  # noqa: S607


def require_docker(session: nox.Session) -> None:
    """Skip loudly without an engine; in CI that is a failure, because nobody reads a skip there."""
    if has_docker():
        return
    message = "NOT RUN: no Docker engine answers `docker info`; nothing about containers was tested"
    if os.environ.get("CI"):
        session.error(message)
    session.skip(message)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format with ruff. `nox -s lint -- --fix` mends what can be mended."""
    sync(session, "lint")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", *([] if session.posargs else ["--check"]))


@nox.session
def types(session: nox.Session) -> None:
    """Check types strictly, one package and one stage at a time (seven packages are called `app`)."""
    sync(session, "types", "tests")
    for package in TYPED:
        session.run("mypy", package)
    root = Path.cwd()
    settings = (f"--config-file={root / 'pyproject.toml'}", f"--cache-dir={root / '.mypy_cache'}")
    for folder in STAGES.values():
        with session.chdir(folder):
            session.run("mypy", *settings, ".", "--exclude=^tests/")
    for folder in sorted(LABS.glob("section_*")):
        with session.chdir(folder):
            session.run("mypy", *settings, "--explicit-package-bases", ".")


@nox.session
def audit(session: nox.Session) -> None:
    """Ask for known vulnerabilities of everything in the lock, where the database can be reached."""
    try:
        urllib.request.urlopen(VULNERABILITIES, timeout=10).close()
    except OSError as error:
        session.skip(f"NOT RUN: no database of vulnerabilities ({VULNERABILITIES}: {error})")
    sync(session, "audit")
    export = ("uv", "export", "--locked", "--quiet", "--no-emit-workspace", "--all-groups")
    session.run(*export, f"--output-file={session.create_tmp()}/lock.txt", external=True)
    session.run("pip-audit", "--require-hashes", "--disable-pip", "-r", f"{session.create_tmp()}/lock.txt")


@nox.session(python=[OLDEST, NEWEST])
def tests(session: nox.Session) -> None:
    """Test the simulator, the check engine, what the stages share, their pages, and the repository itself."""
    sync(session, "tests")
    what = BY_VERSION if session.python == NEWEST else ["tests", *ALONE]
    session.run("pytest", *(session.posargs or [*what, "-n", "auto", "--dist", "worksteal"]))


@nox.session
def labs(session: nox.Session) -> None:
    """Run every lab and its wrong versions; those that need containers run in `docker`."""
    sync(session, "tests")
    session.run("pytest", *(session.posargs or ["tests/labs", "-m", "not docker"]))


@nox.session
def load(session: nox.Session) -> None:
    """Put crowds, faults and generated requests on stages 5 and 7, and count what becomes of each."""
    sync(session, "tests")
    session.run("pytest", *(session.posargs or ["tests/load"]))


def stage_session(number: int, folder: Path) -> None:
    @nox.session(name=f"stage-{number}")
    def prove(session: nox.Session) -> None:
        session.install("-r", str(folder / "requirements.txt"), "--no-deps")
        if number > 2:  # what stages share comes from beside them; its dependencies are pinned with theirs
            session.install("--no-deps", "./shared")
        session.install(
            *nox.project.dependency_groups(nox.project.load_toml(folder / "pyproject.toml"), "tests")
        )
        with session.chdir(folder):
            session.run("pytest")
        venv = ("--venv", session.virtualenv.location, "--ready-timeout", "60")
        course(session, "check", str(number), *venv, *session.posargs)

    prove.__doc__ = f"Build stage {number} alone, from its own declared dependencies, and prove its boxes."


def course(session: nox.Session, *arguments: str) -> None:
    """Run the `course` command from the workspace's environment, beside the session's own."""
    session.run("uv", "run", "--locked", "course", *arguments, external=True)


for _number, _folder in STAGES.items():
    stage_session(_number, _folder)


@nox.session(venv_backend="none")
def stages(session: nox.Session) -> None:
    """Run every `stage-N`, two at a time, the longest first: each by itself leaves half of the time idle."""
    failed = []
    with tempfile.TemporaryDirectory() as runs, ThreadPoolExecutor(max_workers=2) as two:
        coming = {
            two.submit(one_stage, number, Path(runs, str(number))): number for number in reversed(STAGES)
        }
        try:
            for done in as_completed(coming):
                ended = done.result()
                say(ended.stdout)
                if ended.returncode:
                    failed.append(f"stage-{coming[done]}")
        finally:
            two.shutdown(cancel_futures=True)  # Ctrl-C begins no further one
    if failed:
        session.error(f"{', '.join(failed)} failed")


def say(text: str) -> None:
    """Show it now, in one piece."""
    sys.stdout.write(text)
    sys.stdout.flush()


def one_stage(number: int, runs: Path) -> subprocess.CompletedProcess[str]:
    """Run one stage's session, with runs of its own, and keep what it says together."""
    say(f"stage-{number} has begun; what it says comes when it is over\n")
    argv = [sys.executable, __file__, "--session", f"stage-{number}"]
    env = {**os.environ, "COURSE_RUNS": str(runs)}
    return subprocess.run(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: PLW1510, S603 - the caller looks


@nox.session
def mutants(session: nox.Session) -> None:
    """Prove the proofs: each wrong version of a stage fails the boxes it names; `-- N`: and no others."""
    sync(session)
    for number in session.posargs:
        session.run("course", "mutants", number)
    for number in () if session.posargs else STAGES:  # all boxes for each would take hours on two cores
        session.run("course", "mutants", str(number), "--quick")


@nox.session
def docker(session: nox.Session) -> None:
    """Prove each stage on `docker compose` in a real engine, and run the labs that need containers."""
    require_docker(session)
    sync(session, "tests")
    for number in session.posargs or map(str, STAGES):
        own = () if session.posargs else ("--own",)  # what is carried was proved on processes
        session.run("course", "check", number, "--target", "compose", "--ready-timeout", "120", *own)
        session.run("course", "mutants", number, "--target", "compose", "--quick")
    if not session.posargs:
        session.run("pytest", "tests/labs", "-m", "docker")


@nox.session
def readme(session: nox.Session) -> None:
    """Run the commands of every README, in a fresh copy of the repository, as a reader would."""
    sync(session, "tests")
    pages = ["README.md", *(f"{folder}/README.md" for folder in STAGES.values())]
    session.run("python", "tests/repository/walkthrough.py", *(session.posargs or pages))


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed and print ratios from one run: `nox -s bench -- simulator`, stage-4, stage-5, stage-7."""
    sync(session, "tests")
    name, *rest = session.posargs or ["simulator"]
    session.run("python", f"benchmarks/{name.replace('-', '_')}.py", *rest)


@nox.session(default=False)
def pages(session: nox.Session) -> None:
    """Write the generated files anew: checklist pages, README blocks, requirements."""
    sync(session)
    session.run("course", "pages")
    for number, folder in STAGES.items():
        session.run(
            "uv", "export", "--locked", "--quiet", "--no-hashes", "--no-dev", "--no-emit-workspace",
            f"--package=stage-{number}", f"--output-file={folder / 'requirements.txt'}", external=True,
        )  # fmt: skip


if __name__ == "__main__":
    nox.main()
