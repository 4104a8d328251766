"""What the tests of the shared library share."""

import logging

import pytest
from llm_bench import Bench

from course.provider import Provider
from course.simulator import start_simulator


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
