"""What the tests of the shared library share: a simulator, a real Redis, and one that is none."""

import asyncio
import contextlib
import logging
import shutil
import socket
import subprocess
import time

import pytest
from llm_bench import Bench

from course.provider import Provider
from course.simulator import start_simulator
from genai_shared.redis_client import open_redis


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    simulator = start_simulator(tmp_path_factory.mktemp("simulator") / "simulator.log")
    simulator.wait()
    control = Provider(simulator.control_url, data_url=simulator.data_url, key="sk-sim-shared-tests")
    yield control
    control.close()
    simulator.stop()


@pytest.fixture
def bench(provider, tmp_path):
    provider.reset()
    before = logging.getLogger("LiteLLM Router").level
    logging.getLogger("LiteLLM Router").setLevel(logging.CRITICAL + 1)
    yield Bench(provider, tmp_path)
    logging.getLogger("LiteLLM Router").setLevel(before)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """A redis-server of our own, without a file on disk; where there is no such program, a skip."""
    if not (program := shutil.which("redis-server")):
        pytest.skip("there is no redis-server on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(words, cwd=tmp_path_factory.mktemp("redis"), stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
async def redis(redis_url):
    """A client to an empty Redis."""
    async with open_redis(redis_url, 5) as client:
        await client.flushall()
        yield client


@pytest.fixture
async def silent_redis():
    """The URL of somebody who accepts connections and never answers."""
    writers = []
    async with await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"redis://127.0.0.1:{port}/0"
        for writer in writers:
            writer.close()
