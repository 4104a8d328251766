"""genai_shared.client_gone: a race between the work and the client's patience."""

import asyncio

import pytest

from genai_shared.client_gone import while_connected
from genai_shared.errors import ClientGoneError


class Client:
    """A request whose client leaves when told to."""

    def __init__(self):
        self.leaves = asyncio.Event()

    async def receive(self):
        await self.leaves.wait()
        return {"type": "http.disconnect"}


class Work:
    """Work that never ends by itself, and knows whether it was cancelled."""

    def __init__(self):
        self.started, self.cancelled = asyncio.Event(), False

    async def __call__(self):
        self.started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


async def test_the_work_is_cancelled_when_the_client_leaves():
    client, work = Client(), Work()
    race = asyncio.create_task(while_connected(client, work()))
    await work.started.wait()

    client.leaves.set()

    with pytest.raises(ClientGoneError):
        await race
    assert work.cancelled


async def test_a_server_that_stops_cancels_the_work_too():
    work = Work()
    race = asyncio.create_task(while_connected(Client(), work()))
    await work.started.wait()

    race.cancel()

    with pytest.raises(asyncio.CancelledError):
        await race
    assert work.cancelled


@pytest.mark.parametrize("outcome", [42, RuntimeError("no")])
async def test_a_client_that_stays_gets_what_the_work_comes_to(outcome):
    async def work():
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    race = while_connected(Client(), work())

    if isinstance(outcome, Exception):
        with pytest.raises(RuntimeError, match="no"):
            await race
    else:
        assert await race == outcome
