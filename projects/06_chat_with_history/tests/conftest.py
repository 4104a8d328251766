"""What the tests share: a real Redis, and a model that plays a script."""

import asyncio
import shutil
import socket
import subprocess
import time
from collections import defaultdict

import pytest

from genai_shared.schemas import ChatDone, Completion, Usage

REDIS_SERVER = shutil.which("redis-server")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """Start a Redis server of our own, which keeps nothing on disk."""
    if REDIS_SERVER is None:
        pytest.skip("NOT RUN: there is no redis-server on this machine")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    argv = [REDIS_SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def wait_for(port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    pytest.fail("redis-server did not start")


DONE = ChatDone(
    provider="anthropic",
    model="claude-haiku-4-5",
    fallback_used=False,
    stop_reason="stop",
    usage=Usage(input_tokens=10, output_tokens=2, cost_usd=0.00002),
)


class ScriptedLlm:
    """Plays tokens, raises where an exception stands in the script, waits at events; keeps what was asked."""

    def __init__(self, *steps):
        self.steps = steps
        self.asked = []
        self.closed = 0
        self._each = defaultdict(asyncio.Event)

    def models(self):
        return {"chat": "alias"}

    async def asked_for(self, times):
        """Wait until it has been asked so often."""
        await self._each[times].wait()

    async def complete(self, prompt):
        text = ""
        async for piece in await self.stream(prompt):
            text += piece if isinstance(piece, str) else ""
        return Completion(content=text, tool_calls=[], **DONE.model_dump())

    async def stream(self, prompt):
        self.asked.append(prompt)
        self._each[len(self.asked)].set()
        if self.steps and isinstance(self.steps[0], Exception):
            raise self.steps[0]
        return ScriptedStream(self)


class ScriptedStream:
    def __init__(self, llm):
        self.llm = llm

    async def __aiter__(self):
        for step in self.llm.steps:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                yield step
        yield DONE

    async def aclose(self):
        self.llm.closed += 1
