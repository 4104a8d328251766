"""What a lab finds running: the simulator, a Redis, a PostgreSQL. Each ends with the run."""

import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from course.provider import PREFIXES
from course.services import NoService
from course.services import postgres as postgres_server
from course.services import redis as redis_server
from course.simulator import start_simulator

PACE = ("--time-to-first-token", "0.4", "--tokens-per-second", "20")


def require(services: Iterable[str]) -> None:
    """Raise NoService for the first service that cannot be had here; the text says what to install."""
    for service in services:
        _FIND.get(service, lambda: None)()


def start(service: str, ends: ExitStack, *, paced: bool = False) -> dict[str, str]:
    """Start a service; return the variables that a lab finds it by. `ends` ends it.

    `paced`: the simulator answers at the speed of a model, for people; else at once.
    """
    folder = Path(
        ends.enter_context(TemporaryDirectory(prefix=f"lab-{service}-", ignore_cleanup_errors=True))
    )
    if service == "provider":
        return _provider(folder, ends, PACE if paced else ())
    starter = _START.get(service)
    return starter(folder, ends) if starter else {}


def _provider(folder: Path, ends: ExitStack, pace: Sequence[str]) -> dict[str, str]:
    simulator = start_simulator(folder / "simulator.log", *pace)
    ends.callback(simulator.stop)
    simulator.wait()
    key = {f"{vendor.upper()}_API_KEY": "sk-sim-lab" for vendor in PREFIXES}
    urls = {f"{vendor.upper()}_BASE_URL": simulator.data_url + path for vendor, path in PREFIXES.items()}
    litellm = {"LITELLM_OFFLINE_MODE": "true", "LITELLM_MODE": "PRODUCTION"}
    openrouter = {"OPENROUTER_API_BASE": urls["OPENROUTER_BASE_URL"]}  # LiteLLM's name for it
    return {**key, **urls, **openrouter, **litellm, "SIMULATOR_CONTROL_URL": simulator.control_url}


def _redis(folder: Path, ends: ExitStack) -> dict[str, str]:
    server = redis_server.RedisServer(folder)
    ends.callback(server.close)
    server.start()
    return {"REDIS_URL": server.url}


def _postgres(folder: Path, ends: ExitStack) -> dict[str, str]:
    server = postgres_server.PostgresServer(folder)
    ends.callback(server.close)
    server.start()
    return {"DATABASE_URL": server.url.replace("postgresql:", "postgresql+psycopg:", 1)}


def _find_docker() -> None:
    if not shutil.which("docker"):
        raise NoService("no Docker on this machine: install it, or read the lab and its expected output")
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        raise NoService("no Docker engine answers `docker info`: start it")


def nginx_program() -> str:
    """Return the nginx of this machine, which is seldom on the PATH of a user; NoService: there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise NoService("no nginx on this machine: install nginx")
    return found


def _find_browser() -> None:
    if not find_spec("playwright"):
        raise NoService("no playwright in this environment: uv sync --group tests")
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        raise NoService("no Chromium on this machine: install chromium")


_START: Mapping[str, Callable[[Path, ExitStack], dict[str, str]]] = {
    "redis": _redis,
    "postgres": _postgres,
}
_FIND: Mapping[str, Callable[[], object]] = {
    "redis": redis_server.find_programs,
    "postgres": postgres_server.find_programs,
    "docker": _find_docker,
    "browser": _find_browser,
    "nginx": nginx_program,
}
