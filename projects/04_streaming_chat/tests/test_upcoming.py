import asyncio

import pytest

from app.upcoming import Upcoming
from genai_shared.errors import ServerShutdownError


async def play(*steps):
    for step in steps:
        if isinstance(step, asyncio.Event):
            await step.wait()
        elif isinstance(step, Exception):
            raise step
        else:
            yield step


def upcoming(*steps, over=None):
    return Upcoming(play(*steps), over or asyncio.get_running_loop().create_future())


async def test_an_event_that_is_late_is_not_lost():
    ready = asyncio.Event()
    waiting = upcoming(ready, "late")

    nothing = await waiting.within(0.001)
    ready.set()
    event = await waiting.within(5)

    assert (nothing, event) == (None, "late")


async def test_a_failure_is_raised_where_the_event_was_expected():
    waiting = upcoming("a", KeyError("b"))
    await waiting.within(5)

    with pytest.raises(KeyError):
        await waiting.within(5)


async def test_nothing_is_asked_for_ahead():
    asked = []

    async def events():
        for number in range(3):
            asked.append(number)
            yield number

    waiting = Upcoming(events(), asyncio.get_running_loop().create_future())
    await waiting.within(5)

    assert asked == [0]


async def test_the_end_of_the_server_ends_the_waiting():
    over = asyncio.get_running_loop().create_future()
    waiting = upcoming(asyncio.Event(), over=over)
    over.set_result(None)

    with pytest.raises(ServerShutdownError):
        await waiting.within(5)
    await waiting.aclose()


async def test_closing_cancels_what_is_awaited():
    ended = []

    async def events():
        try:
            await asyncio.Event().wait()
            yield "never"
        finally:
            ended.append(True)

    waiting = Upcoming(events(), asyncio.get_running_loop().create_future())
    await waiting.within(0.001)
    await waiting.aclose()

    assert ended == [True]
