"""LiteLLM keeps callbacks, clients and a worker for its next call: take them out after each lab."""

import asyncio
import contextlib
import gc
import warnings

import pytest

CALLBACKS = (
    "callbacks",
    "success_callback",
    "failure_callback",
    "_async_success_callback",
    "_async_failure_callback",
)


LITELLM = [
    pytest.mark.usefixtures("litellm_left_clean"),
    pytest.mark.filterwarnings("ignore"),  # its loops, models and connections warn at any time
]


@pytest.fixture(scope="module")
def litellm_collected():
    """Collect what is left over once, at the end: connections of loops that are over warn when they go."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


@pytest.fixture
def litellm_left_clean(litellm_collected):
    """Forget the strategies of Routers, and the clients of loops that are over."""
    import litellm  # noqa: PLC0415 - seconds that only these tests need

    kept = {name: list(getattr(litellm, name)) for name in CALLBACKS}
    yield
    for name, callbacks in kept.items():
        getattr(litellm, name)[:] = callbacks
    with contextlib.suppress(Exception):
        asyncio.run(litellm.close_litellm_async_clients())
    litellm.in_memory_llm_clients_cache.flush_cache()
    litellm.module_level_aclient = litellm.AsyncHTTPHandler(timeout=litellm.request_timeout)
