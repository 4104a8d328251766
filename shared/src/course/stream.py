"""An event stream of the app under check, read one event at a time, and no faster than it is asked for."""

import contextlib
import http.client
import socket
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import httpx2

from course.faults import AppFault, NoReply
from course.sse import Comment, Event, Parser
from course.wire import Exchange

CONTENT_TYPE = "text/event-stream"
SEGMENT = 1_000  # bytes


class Stream:
    """A response that goes on: iterate for its events, `close` to leave; nothing is read ahead.

    With a `window`, in bytes, the kernel holds little more for us, and a reader that stops is soon felt.
    """

    def __init__(
        self, request: httpx2.Request, exchange: Exchange, timeout: float, window: int | None = None
    ) -> None:
        self.exchange = exchange
        self.comments: list[str] = []
        self._parser = Parser()
        self._ready: deque[Event | Comment] = deque()
        self._connection = http.client.HTTPConnection(request.url.host, request.url.port or 80)
        with self._faults():
            self._connection.sock = connect(request.url, timeout, window)
            target = request.url.raw_path.decode()
            self._connection.request(request.method, target, request.read(), dict(request.headers))
            self._response = self._connection.getresponse()
        exchange.status = self._response.status
        exchange.reply_headers = tuple(self._response.getheaders())
        self.headers = httpx2.Headers(list(exchange.reply_headers))
        self._expect_events()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Event]:
        """Give the events until the stream ends as it should; comments are put aside."""
        while (item := self._next()) is not None:
            if isinstance(item, Event):
                yield item

    def next(self) -> Event:
        """Wait for the next event; that there is none is a failure."""
        for event in self:
            return event
        raise self._fault("the stream ended", expected="another event", got="the end of the stream")

    def next_comment(self) -> str:
        """Wait for the next comment; an event before it is a failure."""
        item = self._next()
        if not isinstance(item, Comment):
            got = str(item or "the end of the stream")
            raise self._fault("no comment came", expected="a comment line", got=got)
        return item.text

    def close(self) -> None:
        """Leave, as a browser does that is closed: the connection ends at once."""
        self._response.close()
        self._connection.close()

    def _next(self) -> Event | Comment | None:
        while not self._ready:
            with self._faults():
                chunk = self._response.read1(65536)
            self.exchange.reply_body += chunk
            if not self._take(chunk):
                return None
        item = self._ready.popleft()
        if isinstance(item, Comment):
            self.comments.append(item.text)
        return item

    def _take(self, chunk: bytes) -> bool:
        """Read what has come; an empty chunk is the end. Say whether more is to come."""
        try:
            self._ready.extend(self._parser.feed(chunk) if chunk else self._parser.end())
        except AppFault as fault:
            fault.exchange = self.exchange
            raise
        return bool(chunk)

    def _expect_events(self) -> None:
        kind = self.headers.get("content-type", "none").partition(";")[0].strip().lower()
        if self.exchange.status == 200 and kind == CONTENT_TYPE:
            return
        with self._faults():
            self.exchange.reply_body = self._response.read()
        self.close()
        got = f"{self.exchange.status} {kind}"
        raise self._fault(f"no event stream: {got}", expected=f"200 {CONTENT_TYPE}", got=got)

    def _fault(self, message: str, **what: Any) -> AppFault:  # noqa: ANN401 - AppFault's own
        return AppFault(message, **what, exchange=self.exchange)

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            self.exchange.fault = "nothing came for too long"
        except (http.client.HTTPException, OSError) as error:
            self.exchange.fault = f"the connection broke ({type(error).__name__}: {error})"
        else:
            return
        fault = self.exchange.fault
        raise NoReply(fault, expected="the stream to go on", got=fault, exchange=self.exchange)


def connect(url: httpx2.URL, timeout: float, window: int | None) -> socket.socket:
    """Return a socket; with a window it takes in small pieces, and so few that a sender soon has to wait.

    The size of the pieces counts too: by it the sender's kernel measures how many megabytes it keeps for us.
    """
    connection = socket.socket()
    if window is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
    connection.settimeout(timeout)
    try:
        connection.connect((url.host, url.port or 80))
    except OSError:
        connection.close()
        raise
    return connection
