import asyncio
import os
import signal

import pytest
from conftest import ScriptedLlm, events

from app.stopping import Stopping
from genai_shared.errors import ServerShutdownError


async def never():
    await asyncio.Event().wait()


async def test_open_streams_end_with_an_event_when_the_grace_is_over(serve):
    sent = []
    async with serve(ScriptedLlm("Hel", asyncio.Event()), shutdown_grace=0.01) as served:

        async def send(message):
            sent.append(message.get("body", b""))
            if b"token" in sent[-1]:
                served.state["stopping"].begin()

        await served.stream({"message": "hi"}, never, send)

    *_, last = events(b"".join(sent).decode())
    assert last["error"]["code"] == "server_shutdown"


async def test_before_the_first_token_it_is_a_status(serve):
    class Waiting(ScriptedLlm):
        async def stream(self, chat):
            await never()

    async with serve(Waiting(), shutdown_grace=0.01) as served:
        served.state["stopping"].begin()
        reply = await served.ask("POST", "/v1/chat/stream", json={"message": "hi"})

    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "server_shutdown")


async def test_work_that_is_done_in_time_is_not_touched():
    stopping = Stopping(grace=60)
    stopping.begin()

    async def work():
        return "done"

    assert await stopping.unless_over(work()) == "done"


async def test_what_begins_when_the_grace_is_over_ends_at_once():
    stopping = Stopping(grace=0)
    stopping.end()

    with pytest.raises(ServerShutdownError):
        await stopping.unless_over(never())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_servers_own_handlers_still_hear_and_come_back(number):
    heard = []

    def server(*_):
        heard.append("server")

    before = signal.signal(number, server)
    try:
        stopping = Stopping(grace=0)
        with stopping.listening(), stopping.notice() as over:
            os.kill(os.getpid(), number)
            async with asyncio.timeout(5):
                await over
        assert signal.getsignal(number) is server
    finally:
        signal.signal(number, before)

    assert heard == ["server"]
