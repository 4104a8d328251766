"""The HTTP client to the app under check."""

import contextlib
import copy
import socket
from collections.abc import Callable, Mapping, MutableSequence
from typing import Self, Unpack
from urllib.parse import urlsplit

import httpx2

from course.faults import HarnessError, NoReply
from course.loopback import client
from course.pending import Pending
from course.reply import Reply
from course.sending import read_all, send
from course.stream import Stream
from course.users import Key, User
from course.verbs import Options, Requests
from course.wire import RAW, Exchange

TIMEOUT = 10.0  # seconds for one whole reply


class App(Requests[Reply]):
    """A running app: what it is asked, what it answers, what it logs."""

    def __init__(  # noqa: PLR0913 - what an app is, differs by target
        self,
        url: str,
        *,
        env: Mapping[str, str] | None = None,
        settings: Mapping[str, str | None] | None = None,
        log: Callable[[], str] = str,
        exchanges: MutableSequence[Exchange] | None = None,
        http: httpx2.Client | None = None,
        credentials: Mapping[str, str] | None = None,
        terminate: Callable[[], object] | None = None,
        cpu_seconds: Callable[[], float] | None = None,
    ) -> None:
        self._bind()
        self.url = url.rstrip("/")
        self.env = dict(env or {})
        self.settings = dict(settings or {})
        self.log = log
        self.exchanges = exchanges if exchanges is not None else []
        self.credentials = dict(credentials or {})
        self._terminate = terminate
        self._cpu_seconds = cpu_seconds
        self._pending: list[Pending] = []
        self._client = http or client(headers={"accept-encoding": "identity"})

    @property
    def anonymous(self) -> Self:
        """The same app, asked without credentials."""
        return self._asked_with({})

    def as_user(self, user: User | Key) -> Self:
        """Return the same app, asked with somebody's API key."""
        return self._asked_with({"x-api-key": user.key if isinstance(user, User) else user.text})

    def bearing(self, token: str) -> Self:
        """Return the same app, asked with a token."""
        return self._asked_with({"authorization": f"Bearer {token}"})

    def _asked_with(self, credentials: Mapping[str, str]) -> Self:
        other = copy.copy(self)
        other.credentials = dict(credentials)
        other._bind()  # noqa: SLF001 - of this class
        return other

    def _bind(self) -> None:
        """Make the verbs this object's own: a copy would ask with the credentials of the first."""
        Requests.__init__(self, self._ask)
        self.later = Requests[Pending](self._ask_later)

    def raw(self, data: bytes, *, timeout: float = TIMEOUT) -> bytes:
        """Send bytes as they are on a socket; return what comes until the app closes it or falls silent."""
        address = urlsplit(self.url)
        exchange = Exchange(RAW, self.url, (), data, self.settings)
        self.exchanges.append(exchange)
        try:
            with socket.create_connection((address.hostname, address.port or 80), timeout) as connection:
                with contextlib.suppress(
                    ConnectionError
                ):  # an app may answer, and close, before it has it all
                    connection.sendall(data)
                exchange.reply_body = read_all(connection, timeout)
        except OSError as error:
            exchange.fault = f"the connection failed: {error}"
            raise NoReply(exchange.fault, got=exchange.fault, exchange=exchange) from None
        return exchange.reply_body

    def stream(
        self, method: str, path: str, *, window: int | None = None, **options: Unpack[Options]
    ) -> Stream:
        """Open an event stream, to be used in a `with`; that none is opened is a failure.

        `timeout` is for each wait; `window` is the size of the socket's buffer, in bytes.
        """
        return Stream(*self._prepare(method, path, options), window)

    def ask_to_stop(self) -> None:
        """Ask the app to end, as `docker stop` does: SIGTERM, and nothing after it."""
        if self._terminate is None:
            raise HarnessError("this app was not started here, and cannot be asked to stop")
        self._terminate()

    def cpu_seconds(self) -> float:
        """Return how long the app has kept processors busy: the same on a fast machine and on a busy one."""
        if self._cpu_seconds is None:
            raise HarnessError("the processor time of this app cannot be seen")
        return self._cpu_seconds()

    def hang_up(self) -> None:
        """End every request that a check left open."""
        for pending in self._pending:
            pending.cancel()
        self._pending.clear()

    def close(self) -> None:
        self.hang_up()
        self._client.close()

    def _ask_later(self, method: str, path: str, options: Options) -> Pending:
        request, exchange, timeout = self._prepare(method, path, options)
        pending = Pending(lambda opened: send(self._client, request, exchange, timeout, opened))
        self._pending.append(pending)
        return pending

    def _ask(self, method: str, path: str, options: Options) -> Reply:
        return send(self._client, *self._prepare(method, path, options))

    def _prepare(self, method: str, path: str, options: Options) -> tuple[httpx2.Request, Exchange, float]:
        rest = dict(options)
        rest["headers"] = {**self.credentials, **options.get("headers", {})}
        timeout = float(rest.pop("timeout", TIMEOUT))  # type: ignore[arg-type] # TypedDict forgets its values' types
        request = self._client.build_request(method, self.url + path, **rest)  # type: ignore[arg-type] # the same
        exchange = Exchange(
            method, str(request.url), tuple(request.headers.multi_items()), request.read(), self.settings
        )
        exchange.app_log = self.log if self.settings else None
        self.exchanges.append(exchange)
        return request, exchange, timeout
