"""The verbs that a check asks an app with."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypedDict, TypeVar, Unpack

Answer = TypeVar("Answer")


class Options(TypedDict, total=False):
    """What a request may carry."""

    json: Any
    content: bytes | str
    data: Mapping[str, str]
    headers: Mapping[str, str]
    params: Mapping[str, str | int]
    timeout: float


class Requests(Generic[Answer]):
    """The verbs, in terms of one way to send a request."""

    def __init__(self, send: Callable[[str, str, Options], Answer]) -> None:
        self._send = send

    def request(self, method: str, path: str, **options: Unpack[Options]) -> Answer:
        return self._send(method, path, options)

    def get(self, path: str, **options: Unpack[Options]) -> Answer:
        return self._send("GET", path, options)

    def post(self, path: str, **options: Unpack[Options]) -> Answer:
        return self._send("POST", path, options)

    def put(self, path: str, **options: Unpack[Options]) -> Answer:
        return self._send("PUT", path, options)

    def delete(self, path: str, **options: Unpack[Options]) -> Answer:
        return self._send("DELETE", path, options)
