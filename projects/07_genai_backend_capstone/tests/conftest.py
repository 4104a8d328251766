"""What the tests of this stage share: its databases, and an application in front of scripted models."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from app.database import open_database
from app.database.migrate import migrate
from app.database.url import target_of
from course.provider import PREFIXES, Provider
from course.services import NoService
from course.services.postgres import PostgresServer
from course.simulator import start_simulator

STAGE = Path(__file__).parent.parent
GENEROUS = {
    "RATE_LIMIT_FREE": "100000/minute",
    "RATE_LIMIT_PREMIUM": "100000/minute",
    "RATE_LIMIT_ANONYMOUS": "100000/minute",
    "TOKENS_PER_DAY_FREE": "1000000000",
    "TOKENS_PER_DAY_PREMIUM": "1000000000",
    "BUDGET_USD_FREE": "1000",
    "BUDGET_USD_PREMIUM": "1000",
}


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """Start a real PostgreSQL of our own; every test gets a database in it."""
    try:
        server = PostgresServer(tmp_path_factory.mktemp("postgres"))
    except NoService as reason:
        pytest.skip(str(reason))
    server.start()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def target(request, tmp_path):
    """An empty database, of either kind."""
    if request.param == "sqlite":
        return target_of(f"sqlite:///{tmp_path}/test.db")
    return target_of(request.getfixturevalue("postgres").new_database())


@pytest.fixture
async def database(target):
    """A database at its newest version."""
    await migrate(target)
    async with open_database(target, pool_size=10) as opened:
        yield opened


@dataclass
class Served:
    """The service, behind a real socket, and the simulator behind it."""

    url: str
    key: str
    provider: Provider


@pytest.fixture(scope="session")
def simulator(tmp_path_factory):
    process = start_simulator(tmp_path_factory.mktemp("simulator") / "simulator.log")
    process.wait()
    control = Provider(process.control_url, data_url=process.data_url, key="sk-sim-stage-7-tests")
    yield control
    control.close()
    process.stop()


@pytest.fixture(scope="session")
def running(simulator, tmp_path_factory):
    """Start the service as its users do; return its address and a key."""
    folder = tmp_path_factory.mktemp("service")
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.endswith(("_KEY", "_URL"))},
        **{f"{vendor.upper()}_BASE_URL": simulator.url(vendor) for vendor in PREFIXES},
        **{f"{vendor.upper()}_API_KEY": simulator.key for vendor in PREFIXES},
        **GENEROUS,
        "DATABASE_URL": f"sqlite:///{folder}/capstone.db",
        "JWT_SECRET": "a secret of these tests, long enough",
        "ADMIN_NAME": "root",
        "ADMIN_PASSWORD": "correct horse battery",
        "COOLDOWN_AFTER": "1000",
        "RETRY_ATTEMPTS": "1",
    }
    argv = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(argv, env=environment, stdout=log, stderr=log, cwd=STAGE)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, process, folder / "log")
        login = httpx2.post(
            f"{url}/v1/auth/login", json={"name": "root", "password": "correct horse battery"}
        )
        headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
        key = httpx2.post(f"{url}/v1/keys", json={"name": "tests"}, headers=headers).json()["key"]
        yield url, key
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def served(running, simulator):
    simulator.reset()
    url, key = running
    return Served(url, key, simulator)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(url, process, log):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx2.get(f"{url}/ready").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the service did not start:\n{log.read_text()}")
