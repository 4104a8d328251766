"""Stage 2 in Docker: how the key gets into the container, and how it does not get into the image."""

import re

import yaml

from course.checks import expect_that, proves
from course.dockerfile import KEY, build_stages, exec_form, leaks, names_a_shell, sources

NAME = "ANTHROPIC_API_KEY"
COMPOSE_FILES = ("docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml")


@proves("P2-07")
def test_the_dockerfile_leaves_the_key_to_the_environment(project):
    """The Dockerfile starts the app in exec form, and neither a key nor a .env file gets into the image."""
    text = project.read("Dockerfile")
    built = build_stages(text)
    expect_that(built, "a Dockerfile with a FROM line")
    expect_that(not KEY.search(text), "no key in the Dockerfile", got="something that looks like one")
    for stage in built:
        leak = next(leaks(stage), None)
        expect_that(not leak, "a key that comes at run time, and no part of the image", got=leak)
        whole = [str(step) for step in stage.steps if {".", "./", "*"} & set(sources(step))]
        safe = not whole or leaves_env_files_out(project.path)
        expect_that(safe, "a .dockerignore with .env in it, as everything else is copied", got=whole)

    commands = [rest for rest in (built[-1].last("ENTRYPOINT"), built[-1].last("CMD")) if rest]
    expect_that(commands, "a CMD that starts the app")
    words = [exec_form(rest) for rest in commands]
    is_exec = all(words) and not names_a_shell([word for part in words for word in part])
    expect_that(is_exec, 'CMD as a JSON list, without a shell: ["uvicorn", …]', got=" ".join(commands))


def leaves_env_files_out(folder):
    """Look for a .dockerignore in the folder, or above it where the image may be built from."""
    for place in (folder, *folder.resolve().parents[:2]):
        for file in (place / "Dockerfile.dockerignore", place / ".dockerignore"):
            if file.is_file():
                return bool(
                    re.search(r"^\s*(\*|\*\*|(\*\*/|/)?\.env\*?)\s*$", file.read_text(), re.MULTILINE)
                )
    return False


def env_files(service):
    """Return a service's env files as (path, required)."""
    files = service.get("env_file") or []
    for file in [files] if isinstance(files, str) else files:
        path, required = (file, True) if isinstance(file, str) else (file["path"], file.get("required", True))
        yield path.removeprefix("./"), required


def environment(service):
    """Return what a service's `environment` sets; None is what it only hands on."""
    given = service.get("environment") or {}
    if isinstance(given, dict):
        return given
    return {name: value if equals else None for name, equals, value in (e.partition("=") for e in given)}


@proves("P2-08")
def test_compose_takes_the_key_from_a_env_file(project):
    """docker-compose.yml hands the service the key of a .env file, works without one, and holds none."""
    name = next((name for name in COMPOSE_FILES if project.has(name)), COMPOSE_FILES[0])
    text = project.read(name)
    services = (yaml.safe_load(text) or {}).get("services") or {}
    expect_that("api" in services, "a service `api`", got=", ".join(services))
    expect_that(not KEY.search(text), f"no key in {name}", got="something that looks like one")
    handed_over(services["api"])

    for path, _ in env_files(services["api"]):
        if path != ".env" and project.has(path):
            real = [key for key in KEY.findall(project.read(path)) if not key.startswith("sk-sim-")]
            expect_that(not real, f"no real key in {path}, which everybody gets", got=f"{len(real)}")
    example = project.read(".env.example")
    named = re.search(r"^ANTHROPIC_API_KEY=", example, re.MULTILINE)
    expect_that(named, "ANTHROPIC_API_KEY= in .env.example", got="no such line")
    expect_that(not KEY.search(example), "no key in .env.example", got="something that looks like one")


def handed_over(api):
    """Expect the service to get ANTHROPIC_API_KEY from `.env` where there is one, and from nowhere else."""
    files, given = dict(env_files(api)), environment(api)
    wanted = "`env_file` with .env, or ANTHROPIC_API_KEY: ${ANTHROPIC_API_KEY:-}"
    expect_that(".env" in files or NAME in given, wanted, got=api)
    expect_that(not files.get(".env"), "a .env that is not required: a newcomer has none", got=files)
    last = [*files][-1] == ".env" if ".env" in files else True
    expect_that(last, "the .env after the other files: the last one wins", got=", ".join(files))
    value = given.get(NAME)
    from_outside = value is None or re.fullmatch(
        r"\$(ANTHROPIC_API_KEY|\{ANTHROPIC_API_KEY(:?-.*)?\})", str(value)
    )
    expect_that(from_outside, f"no value for {NAME} in `environment`: it wins over .env", got=repr(value))
    build = api.get("build")
    args = environment({"environment": build.get("args")}) if isinstance(build, dict) else {}
    expect_that(NAME not in args, "no key as a build argument: it stays in the image", got=", ".join(args))
