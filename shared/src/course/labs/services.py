"""What a lab finds running: the simulator, a Redis, a PostgreSQL. Each ends with the run."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from course.faults import HarnessError
from course.ports import free_port
from course.process import Process
from course.provider import PREFIXES
from course.simulator import start_simulator

PACE = ("--time-to-first-token", "0.4", "--tokens-per-second", "20")
PATIENCE = 20.0  # seconds that a start may take
POSTGRES_PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")


class Missing(Exception):  # noqa: N818 - a reason to skip, not an error
    """A service that this machine has no program for; the text says what to install."""


def require(services: Iterable[str]) -> None:
    """Raise Missing for the first service that cannot be had here."""
    for service in services:
        if reason := _MISSING.get(service, lambda: "")():
            raise Missing(reason)


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
    port = free_port()
    argv = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    _started(argv, folder, ends, until=lambda log: "Ready to accept connections" in log)
    return {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}


def _postgres(folder: Path, ends: ExitStack) -> dict[str, str]:
    bin_, port, user = _postgres_folder(), free_port(), _unprivileged()
    data = folder / "data"
    data.mkdir()
    if user:  # PostgreSQL refuses to run as root
        folder.chmod(0o755)
        shutil.chown(data, user)
    init = [f"{bin_}/initdb", "--pgdata", str(data), "--username=lab", "--auth=trust", "--no-sync"]
    done = subprocess.run(init, capture_output=True, text=True, check=False, user=user, cwd="/")
    if done.returncode:
        raise HarnessError(f"initdb failed: {done.stderr.strip()}")
    argv = [f"{bin_}/postgres", "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", "", "-F"]
    argv = ["setpriv", f"--reuid={user}", "--clear-groups", *argv] if user else argv
    _started(argv, folder, ends, until=lambda log: "ready to accept connections" in log)
    return {"DATABASE_URL": f"postgresql+psycopg://lab@127.0.0.1:{port}/postgres"}


def _started(argv: list[str], folder: Path, ends: ExitStack, until: Callable[[str], bool]) -> None:
    """Start a server and return when its log says that it is ready."""
    process = Process(argv, cwd=folder, env=os.environ, log=folder / f"{secrets.token_hex(4)}.log")
    ends.callback(process.stop)
    deadline = time.monotonic() + PATIENCE
    while not until(process.log_text()):
        if process.exit_code() is not None or time.monotonic() > deadline:
            raise HarnessError(f"{Path(argv[0]).name} did not start: {process.log_text()[-500:]}")
        time.sleep(0.02)


def _postgres_folder() -> str:
    found = shutil.which("postgres")
    if found:
        return str(Path(found).parent)
    places = [place for pattern in POSTGRES_PLACES for place in Path("/").glob(pattern[1:])]
    return str(max(places, default=""))


def _unprivileged() -> str | None:
    return "postgres" if os.geteuid() == 0 else None


def _no_docker() -> str:
    if not shutil.which("docker"):
        return "no Docker on this machine: install it, or read the lab and its expected output"
    done = subprocess.run(["docker", "info"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "no Docker engine answers `docker info`: start it"


def nginx_program() -> str:
    """Return the nginx of this machine, which is seldom on the PATH of a user; nothing without one."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") or ""


def _no_browser() -> str:
    found = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    return "" if found else "no Chromium on this machine: install chromium"


_START: Mapping[str, Callable[[Path, ExitStack], dict[str, str]]] = {
    "redis": _redis,
    "postgres": _postgres,
}
_MISSING: Mapping[str, Callable[[], str]] = {
    "redis": lambda: "" if shutil.which("redis-server") else "no redis-server on this machine: install redis",
    "postgres": lambda: "" if _postgres_folder() else "no PostgreSQL on this machine: install postgresql",
    "docker": _no_docker,
    "browser": _no_browser,
    "nginx": lambda: "" if nginx_program() else "no nginx on this machine: install nginx",
}
