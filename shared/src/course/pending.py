"""A request that is still under way, in a thread of its own."""

import contextlib
import socket
import threading
from collections.abc import Callable

from course.faults import NoReply
from course.reply import Reply

Opened = Callable[[socket.socket], None]


class Pending:
    """An answer to come."""

    def __init__(self, work: Callable[[Opened], Reply]) -> None:
        self._reply: Reply | None = None
        self._error: BaseException | None = None
        self._socket: socket.socket | None = None
        self._cancelled = False
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def reply(self, timeout: float = 10.0) -> Reply:
        """Wait for the reply; the time that is up is the box's failure."""
        self._thread.join(timeout)
        if self._error is not None:
            raise self._error
        if self._reply is None:
            raise NoReply(f"no reply within {timeout:g} s", expected="a reply", got="none yet")
        return self._reply

    def cancel(self) -> None:
        """Go away: close the client's side of the connection."""
        self._cancelled = True
        self._cut()
        self._thread.join(5.0)

    def _opened(self, connection: socket.socket) -> None:
        self._socket = connection
        if self._cancelled:
            self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread, which then closes it

    def _run(self, work: Callable[[Opened], Reply]) -> None:
        try:
            self._reply = work(self._opened)
        except Exception as error:  # noqa: BLE001 - raised again where the reply is asked for
            self._error = error
