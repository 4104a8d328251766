"""genai_shared.stopping: a grace for what is under way, and then its end."""

import asyncio
import os
import signal

import pytest

from genai_shared.errors import ServerShutdownError
from genai_shared.stopping import Stopping


async def never():
    await asyncio.Event().wait()


async def test_what_waits_ends_when_the_grace_is_over():
    stopping = Stopping(grace=0.01)
    stopping.begin()

    with pytest.raises(ServerShutdownError):
        async with stopping.unless_over():
            await never()


async def test_work_that_is_done_in_time_is_not_touched():
    stopping = Stopping(grace=60)
    stopping.begin()

    async with stopping.unless_over():
        await asyncio.sleep(0)


async def test_what_begins_when_the_grace_is_over_ends_at_once():
    stopping = Stopping(grace=0)
    stopping.end()

    with pytest.raises(ServerShutdownError):
        async with stopping.unless_over():
            await never()


async def test_a_timeout_of_the_work_itself_is_its_own():
    with pytest.raises(TimeoutError):
        async with Stopping(grace=60).unless_over():
            raise TimeoutError


async def test_a_cancellation_stays_one():
    async def work():
        async with Stopping(grace=60).unless_over():
            await never()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_servers_own_handlers_still_hear_and_come_back(number):
    heard = []

    def server(*_):
        heard.append("server")

    async def wait():
        async with asyncio.timeout(5), stopping.unless_over():
            os.kill(os.getpid(), number)
            await never()

    before = signal.signal(number, server)
    try:
        stopping = Stopping(grace=0)
        with stopping.listening(), pytest.raises(ServerShutdownError):
            await wait()
        assert signal.getsignal(number) is server
    finally:
        signal.signal(number, before)

    assert heard == ["server"]
