"""Stage 1 in Docker: what its two files promise, and what can be seen from the running container."""

import re

import yaml

from course.checks import AppFault, expect_that, proves
from course.dockerfile import build_stages, exec_form, leaks, names_a_shell

COMPOSE_FILES = ("docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml")
SMALL = ("slim", "alpine", "distroless", "chiseled", "scratch")
MOVING = {"", "latest", "slim", "alpine", "stable", "lts", "current", "edge", "main"}  # tags, not versions
RIGHTS = {"privileged", "network_mode", "pid", "ipc", "user", "cap_add", "volumes", "security_opt"}
TOO_MUCH = re.compile(r"'ALL'|docker\.sock|unconfined|'/:")
DEFAULTED = re.compile(r"\$\{\w+(?::?-([^}]*))?\}")  # ${PORT:-8001}
ALWAYS_WELL = re.compile(r"^\s*(?:/bin/)?(?:true|:|echo|exit)\b|\|\|\s*(?:true|:|echo|exit\s+0)(?!\w)")


@proves("P1-04")
def test_the_dockerfile_makes_a_careful_image(project):
    """The Dockerfile: pinned small base, no root, exec-form CMD, HEALTHCHECK without curl, no secret."""
    built = build_stages(project.read("Dockerfile"))
    expect_that(built, "a Dockerfile with a FROM line")
    for stage in built:
        expect_that(is_pinned(stage.base), "every FROM to name a version, and not `latest`", got=stage.base)
        leak = next(leaks(stage), None)
        expect_that(not leak, "no secret in the image: settings come when it runs", got=leak)

    final = built[-1]
    small = any(word in final.base for word in SMALL)
    expect_that(small, "a small base, such as python:3.13-slim", got=final.base)
    user = final.last("USER").strip("\"'").partition(":")[0]
    is_root = user == "root" or not user.strip("0+-")
    expect_that(not is_root, "a USER that is not root", got=user or "no USER")
    starting_up(final)
    check_of_health(final.last("HEALTHCHECK"))


def is_pinned(image):
    tag = image.rpartition("/")[2].partition(":")[2]  # before the last slash may stand a registry's port
    return image == "scratch" or "@sha256:" in image or not MOVING.issuperset(tag.split("-"))


def starting_up(final):
    """Expect the image's program to be process 1 itself, and no shell around it."""
    started = [final.last("ENTRYPOINT"), final.last("CMD")]
    expect_that(any(started), 'an exec-form CMD ["program", "argument"]', got="no CMD")
    words = [exec_form(rest) for rest in started if rest]
    is_exec = all(words) and not names_a_shell([word for part in words for word in part])
    expect_that(is_exec, 'an exec-form CMD ["program", "argument"], without a shell', got=" ".join(started))


def check_of_health(health):
    expect_that("CMD" in health, "a HEALTHCHECK", got=health or "none")
    expect_that(not re.search(r"\b(curl|wget)\b", health), "a HEALTHCHECK without curl", got=health)
    rest = health.partition("CMD")[2]
    command = " ".join(exec_form(rest) or [rest])
    expect_that(not ALWAYS_WELL.search(command), "a HEALTHCHECK that can fail", got=health)


def compose(project):
    """Return the compose file's services."""
    name = next((name for name in COMPOSE_FILES if project.has(name)), COMPOSE_FILES[0])
    try:
        services = yaml.safe_load(project.read(name))["services"]
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise AppFault(
            f"{name} has no services: {error}", expected="a compose file", got=str(error)
        ) from None
    return {name: service or {} for name, service in services.items()}


def published(service):
    """Yield (host address, host port) of every port that a service publishes."""
    for port in service.get("ports", []):
        if isinstance(port, dict):
            yield port.get("host_ip", ""), str(port.get("published", ""))
        else:
            *host, _ = DEFAULTED.sub(lambda found: found[1] or "1", str(port)).rsplit(":", 1)
            address, _, number = (host[0] if host else "").rpartition(":")
            yield address, number


@proves("P1-05")
def test_the_compose_file_runs_the_service_with_care(project):
    """The compose file: service `api`, built here, published on this machine only, files read-only."""
    services = compose(project)
    api = services.get("api", {})

    expect_that(api.get("build"), "a service `api` with `build`", got=api or "no service `api`")
    expect_that(api.get("ports"), 'a published port, such as "127.0.0.1:8001:8000"', got="no `ports`")
    for service in services.values():
        local = all(
            address in {"127.0.0.1", "::1", "[::1]"} and number for address, number in published(service)
        )
        expect_that(
            local, 'ports published on this machine only, as "127.0.0.1:8001:8000"', got=service.get("ports")
        )
    expect_that(api.get("read_only") is True, "`read_only: true`", got=api.get("read_only"))
    for name in RIGHTS & api.keys():
        asked = str(api[name])
        given = asked.partition(":")[0] in {"True", "host", "root", "0"} or TOO_MUCH.search(asked)
        expect_that(not given, "no rights beyond its own", got=f"{name}: {asked}")


@proves("P1-08", targets=("compose",))
def test_compose_brings_up_the_documentation(app):
    """`docker compose up`, with nothing configured, ends in a service whose /docs opens in a browser."""
    page = app.get("/docs").expect(200, content_type="text/html")

    expect_that("<script" in page.text, "/docs to be a page that a browser can show", got=page.text[:300])


@proves("S1-11", targets=("compose",))
def test_the_running_container_is_healthy_and_can_do_little(app, container):
    """The running container: not root, cannot write where its code is, and its health check passes."""
    app.get("/health").expect(200)
    state = container.inspect()

    expect_that(
        state["HostConfig"]["ReadonlyRootfs"], "a root file system that cannot be written to", got="writable"
    )
    user = state["Config"]["User"].partition(":")[0]
    if not user.isdecimal():  # a name: only the container knows who it is
        user = container.exec("api", "id", "-u").strip()
    expect_that(user.isdecimal() and int(user), "a user that is not root", got=f"user id {user}")
    health = container.health()
    expect_that(health == "healthy", "the health check to pass", got=state["State"].get("Health") or health)
    alone = container.is_healthy_alone()
    expect_that(not alone, "the health check to fail where the service does not run", got="it passes")
