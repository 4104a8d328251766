"""The simulated OpenRouter: its routes, keys, headers and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provider_simulator.vendors.base import Frame, Request, VendorError
from provider_simulator.vendors.openai.vendor import bearer
from provider_simulator.vendors.openai.wire import event
from provider_simulator.vendors.openrouter import request, wire
from provider_simulator.vendors.openrouter.models import CREATED, MODELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_simulator.replies import Completion, Reply
    from provider_simulator.web import Headers

ROUTES = {"/chat/completions": "POST", "/models": "GET"}
WORDS = {
    400: "Bad Request",
    401: "User not found.",
    402: "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
    403: "Your input was flagged and the request was not sent to a provider.",
    404: "No endpoints found that can serve this request.",
    405: "Method Not Allowed",
    408: "The request timed out.",
    413: "The request body is too large.",
    422: "The request could not be processed.",
    429: "Rate limit exceeded: please try again later.",
    500: "Internal Server Error",
    502: "Provider returned error",
    503: "No instances are available for this model right now.",
    504: "The provider did not answer in time.",
}
USER = "user_simulator"


class OpenRouter:
    name = "openrouter"
    prefix = "/openrouter/api/v1"
    completions = "/chat/completions"
    body_limit = 20 * 1024 * 1024
    overloaded = 502

    def request_id(self, serial: str) -> str:
        return wire.generation_id(serial)

    def headers(self, call: Request, status: int) -> Headers:
        """Name the generation; the limits are told only to whoever has reached them."""
        named = {"x-generation-id": call.request_id, "access-control-allow-origin": "*"}
        if status == 429:
            named |= {
                "x-ratelimit-limit": "20",
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": f"{CREATED}000",
            }
        return [(name.encode(), value.encode()) for name, value in named.items()]

    def authenticate(self, call: Request) -> None:
        key = bearer(call)
        if not key:
            raise VendorError(401, "Missing Authentication header")
        if not key.startswith("sk-sim-"):
            where = "This is the provider simulator, which takes any key that starts with sk-sim-."
            raise VendorError(401, f"{WORDS[401]} {where}")

    def read(self, call: Request) -> Completion:
        return request.read(call)

    def other(self, call: Request) -> dict[str, Any]:
        method = ROUTES.get(call.path)
        if method is None:
            raise VendorError(404, f"Not Found: {call.method} /api/v1{call.path}")
        if call.method != method:
            raise VendorError(405, f"Method Not Allowed: {call.method} /api/v1{call.path}")
        return {"data": [model.listed() for model in MODELS.values()]}

    def json(self, reply: Reply) -> dict[str, Any]:
        return wire.whole(reply)

    def frames(self, reply: Reply) -> Iterator[Frame]:
        return wire.Chunks(reply).frames()

    def error(self, call: Request, error: VendorError) -> dict[str, Any]:
        """Give the status as a number; more is in the metadata, where a provider had a hand in it."""
        message = error.message or WORDS.get(error.status) or WORDS[500 if error.status >= 500 else 400]
        told = {"error_type": error.kind, "error_code": error.code, "param": error.param}
        metadata = {name: value for name, value in told.items() if value is not None}
        if error.status >= 500 or error.status == 429:
            metadata |= {"raw": message, "provider_name": call.extra.get("provider", "Simulator")}
        body: dict[str, Any] = {"error": {"message": message, "code": error.status}}
        if metadata:
            body["error"]["metadata"] = metadata
        return body if error.status == 401 else {**body, "user_id": USER}

    def error_frame(self, call: Request, kind: str | None) -> bytes:
        """Give a chunk like any other, with the error beside an empty choice."""
        metadata = {"error_type": kind or "provider_overloaded", "provider_name": call.extra.get("provider")}
        choice = {
            "index": 0,
            "delta": {"content": ""},
            "finish_reason": "error",
            "native_finish_reason": "error",
        }
        return event(
            {
                "id": call.request_id,
                "object": "chat.completion.chunk",
                "created": CREATED,
                "model": call.extra.get("model"),
                "provider": call.extra.get("provider"),
                "error": {"code": self.overloaded, "message": WORDS[self.overloaded], "metadata": metadata},
                "choices": [choice],
            }
        )
