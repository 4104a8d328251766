"""Anthropic: the Messages API, token counting, and the list of models."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from provider_simulator.vendors.anthropic import catalogue, errors, reading, rendering
from provider_simulator.vendors.base import Frame, Request, VendorError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_simulator.replies import Completion, Reply
    from provider_simulator.web import Headers

LIMITS = {b"requests": 50, b"tokens": 60_000, b"input-tokens": 50_000, b"output-tokens": 10_000}
MODELS = "/v1/models"
COUNT_TOKENS = "/v1/messages/count_tokens"


def limits(*, exhausted: bool) -> Headers:
    """Give the rate-limit headers that stay the same from request to request."""
    headers: Headers = [(b"anthropic-organization-id", b"org-simulator")]
    for name, limit in LIMITS.items():
        headers.append((b"anthropic-ratelimit-%s-limit" % name, b"%d" % limit))
        headers.append((b"anthropic-ratelimit-%s-remaining" % name, b"%d" % (0 if exhausted else limit - 1)))
    return headers


AVAILABLE, EXHAUSTED = limits(exhausted=False), limits(exhausted=True)
RESETS = [b"anthropic-ratelimit-%s-reset" % name for name in LIMITS]


class Anthropic:
    name = "anthropic"
    prefix = "/anthropic"
    completions = "/v1/messages"
    body_limit = 32 * 1024 * 1024
    overloaded = 529

    def request_id(self, serial: str) -> str:
        return f"req_01{serial[:22]}"

    def headers(self, request: Request, status: int) -> Headers:
        reset = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60)).encode()
        limits = EXHAUSTED if status == 429 else AVAILABLE
        return [(b"request-id", request.request_id.encode()), *limits, *((name, reset) for name in RESETS)]

    def authenticate(self, request: Request) -> None:
        reading.authenticate(request)

    def read(self, request: Request) -> Completion:
        return reading.completion(request)

    def other(self, request: Request) -> dict[str, Any]:
        if request.path == COUNT_TOKENS:
            self.allow(request, "POST")
            return {"input_tokens": reading.count(request)}
        if request.path == self.completions:
            self.allow(request, "POST")
        if request.path == MODELS:
            self.allow(request, "GET")
            return self.page(parse_qs(request.query))
        if request.path.startswith(f"{MODELS}/"):
            self.allow(request, "GET")
            return self.model(request.path.removeprefix(f"{MODELS}/"))
        raise VendorError(404)

    def allow(self, request: Request, method: str) -> None:
        if request.method != method:
            raise VendorError(405)

    def page(self, query: dict[str, list[str]]) -> dict[str, Any]:
        limit = query.get("limit", ["20"])[0]
        if not limit.isdecimal() or not 1 <= int(limit) <= 1000:
            raise errors.invalid("limit: Input should be between 1 and 1000")
        return catalogue.page(int(limit), query.get("after_id", [None])[0], query.get("before_id", [None])[0])

    def model(self, id_: str) -> dict[str, Any]:
        if id_ not in catalogue.MODELS:
            raise VendorError(404, f"model: {id_}")
        return catalogue.MODELS[id_].info()

    def json(self, reply: Reply) -> dict[str, Any]:
        return rendering.whole(reply)

    def frames(self, reply: Reply) -> Iterator[Frame]:
        return rendering.frames(reply)

    def error(self, request: Request, error: VendorError) -> dict[str, Any]:
        return errors.body(error, request.request_id)

    def error_frame(self, request: Request, kind: str | None) -> bytes:
        message = "Overloaded" if kind in (None, "overloaded_error") else "Internal server error"
        error = VendorError(self.overloaded, message, kind)
        body = errors.body(error, request.request_id)
        return rendering.event(body)
