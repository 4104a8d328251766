import asyncio

import pytest

from app.client_gone import while_connected
from app.errors import ClientGoneError


class Client:
    """A request whose client leaves when told to."""

    def __init__(self):
        self.leaves = asyncio.Event()

    async def receive(self):
        await self.leaves.wait()
        return {"type": "http.disconnect"}


async def test_the_work_is_cancelled_when_the_client_leaves():
    client, started, cancelled = Client(), asyncio.Event(), asyncio.Event()

    async def work():
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    race = asyncio.create_task(while_connected(client, work()))
    await started.wait()
    client.leaves.set()

    with pytest.raises(ClientGoneError):
        await race
    assert cancelled.is_set()


async def test_a_client_that_stays_gets_the_result():
    async def work():
        return 42

    assert await while_connected(Client(), work()) == 42


async def test_a_client_that_stays_gets_the_failure():
    async def work():
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await while_connected(Client(), work())


async def test_a_server_that_stops_cancels_the_work_too():
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def work():
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    race = asyncio.create_task(while_connected(Client(), work()))
    await started.wait()
    race.cancel()

    with pytest.raises(asyncio.CancelledError):
        await race
    assert cancelled.is_set()
