"""One simulator process for the whole run."""

import inspect
import os
from collections.abc import AsyncIterator, Iterator

import pytest
from simulator_process import Simulator, start

os.environ |= {"LITELLM_OFFLINE_MODE": "true", "LITELLM_MODE": "PRODUCTION"}  # read when litellm is imported


@pytest.fixture(scope="session", autouse=True)
def no_stray_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The vendors' clients see no key, address or profile of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("ANTHROPIC_", "OPENAI_", "OPENROUTER_")):
                patch.delenv(name)
        patch.setenv("ANTHROPIC_CONFIG_DIR", str(tmp_path_factory.mktemp("no-anthropic-profile")))
        yield


@pytest.fixture(scope="session")
def shared_simulator() -> Iterator[Simulator]:
    simulator = start()
    yield simulator
    simulator.end()


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Simulator:
    """The run's one simulator, as if just started."""
    shared_simulator.reset()
    return shared_simulator


@pytest.fixture
async def litellm_clients() -> AsyncIterator[None]:
    """LiteLLM keeps its connections for later calls: close them while the test's event loop still runs."""
    yield
    import litellm  # noqa: PLC0415 - takes seconds to import, and most tests do without

    cache = litellm.in_memory_llm_clients_cache
    for client in cache.cache_dict.values():
        if not inspect.iscoroutinefunction(client.close):
            client.close()
    await litellm.close_litellm_async_clients()
    cache.flush_cache()
    await litellm.module_level_aclient.client._transport.aclose()  # Anthropic's streams use this one
