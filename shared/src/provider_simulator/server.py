"""One process, two listeners: the data port for apps, the control port for whoever drives them."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING, Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from provider_simulator import data_port
from provider_simulator.control import Control
from provider_simulator.simulator import Simulator
from provider_simulator.web import Exchange, Receive, Send

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from types import FrameType

    from provider_simulator.settings import Settings

WRITE_BUFFER = 8 * 1024  # bytes waiting for a slow reader before its stream is held back
SEND_BUFFER = 64 * 1024  # the kernel's; small, so that a slow reader is noticed soon
BACKLOG = 2048


class PortInUseError(Exception):
    """A listener could not be opened; the text says which."""


class Protocol(HttpToolsProtocol):
    """Lets an answer reach its connection, to close it in the middle; keeps buffers small."""

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 as uvicorn has it
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=WRITE_BUFFER)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast("dict[str, Any]", self.scope)["state"]["connection"] = self


class Server(uvicorn.Server):
    """Says when it is ready; ends at once when told to, open answers or not."""

    def __init__(self, config: uvicorn.Config, ready: str) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(self.ready, flush=True)  # noqa: T201 the one line whoever starts the simulator waits for

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 the signature of a signal's handler
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


class Application:
    """The ASGI application of both ports."""

    def __init__(self, simulator: Simulator, control_port: int) -> None:
        self.simulator, self.control_port = simulator, control_port

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, receive, send)
        if scope["server"][1] == self.control_port:
            await Control(self.simulator, exchange).serve()
        else:
            await data_port.serve(self.simulator, exchange)


def listen(host: str, port: int, what: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise PortInUseError(
            f"cannot open the {what} port {port} on {host}: {error.strerror or error}"
        ) from None
    return listener


def url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    data = listen(settings.host, settings.port, "data")
    control = listen(settings.host, settings.control_port, "control")
    simulator = Simulator(settings)
    simulator.data_url, simulator.control_url = url(data), url(control)
    logging.basicConfig(
        level=settings.log_level.upper(), format="provider simulator: %(levelname)s %(message)s"
    )
    config = uvicorn.Config(
        Application(simulator, control.getsockname()[1]),
        http=Protocol, ws="none", lifespan="off", log_config=None, log_level=settings.log_level,
        access_log=False, server_header=False, timeout_keep_alive=75, timeout_graceful_shutdown=1,
        backlog=BACKLOG,
    )  # fmt: skip
    ready = f"provider simulator: data {simulator.data_url} control {simulator.control_url}"
    Server(config, ready).run(sockets=[data, control])
