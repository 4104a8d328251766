"""What a vendor module gives: routes, checks, and the wire form of answers and errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_simulator.replies import Completion, Reply
    from provider_simulator.web import Headers


class VendorError(Exception):
    """An error the vendor would answer; None means the vendor's own word for that status."""

    def __init__(
        self,
        status: int,
        message: str | None = None,
        kind: str | None = None,
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message or f"status {status}")
        self.status, self.message, self.kind, self.code, self.param = status, message, kind, code, param


class Place(Enum):
    """Where in a stream a frame stands: before the first token, a token, between, or after the last."""

    START = 0
    TOKEN = 1
    BETWEEN = 2
    END = 3


class Frame(NamedTuple):
    place: Place
    data: bytes


@dataclass(slots=True)
class Request:
    """What a vendor module sees of an HTTP request; `path` is without the vendor's prefix."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    request_id: str
    serial: str
    too_large: bool = False  # the body was beyond the vendor's limit, and dropped
    extra: dict[str, Any] = field(default_factory=dict)  # the vendor's own


class Vendor(Protocol):
    name: str
    prefix: str  # of every path, e.g. /anthropic
    completions: str  # the path after the prefix that is POSTed for a completion
    body_limit: int  # bytes
    overloaded: int  # the status an overload has outside a stream

    def request_id(self, serial: str) -> str:
        """Make this vendor's request id from 32 hex digits."""

    def headers(self, request: Request, status: int) -> Headers:
        """Give the response headers every answer has: the request id and the rate limits."""

    def authenticate(self, request: Request) -> None:
        """Raise the vendor's own error unless the key is valid."""

    def read(self, request: Request) -> Completion:
        """Validate a completion request; raise the vendor's own error when it is wrong."""

    def other(self, request: Request) -> dict[str, Any]:
        """Answer every other route (models, token counts, embeddings), or raise 404 or 405."""

    def json(self, reply: Reply) -> dict[str, Any]:
        """Give the whole answer as one JSON object."""

    def frames(self, reply: Reply) -> Iterator[Frame]:
        """Give the answer as a stream, one frame for each token."""

    def error(self, request: Request, error: VendorError) -> dict[str, Any]:
        """Give the body of an error."""

    def error_frame(self, request: Request, kind: str | None) -> bytes:
        """Give the event that ends a stream badly; None is the vendor's overload."""
