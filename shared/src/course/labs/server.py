"""Serve a lab's app on this machine, over a real socket."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

PATIENCE = 20.0  # seconds until the app must have started


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: Any = None) -> None:  # noqa: ANN401 - uvicorn's own
        await super().startup(sockets)
        self.ready.set()


@contextmanager
def serving(app: Callable[..., Any], **options: Any) -> Iterator[str]:  # noqa: ANN401 - uvicorn's options
    """Yield the address of the app, which runs in a thread of its own with a loop of its own."""
    settings = {"port": 0, "log_level": "error", "timeout_graceful_shutdown": 1, **options}
    server = _Server(uvicorn.Config(app, host="127.0.0.1", **settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    if not server.ready.wait(PATIENCE):
        raise TimeoutError("the lab's app did not start")
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
