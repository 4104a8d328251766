"""The simulated OpenAI: routes, keys, headers, and the wire forms its modules write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provider_simulator.vendors.openai import embeddings, errors, models, request, wire
from provider_simulator.vendors.openai.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_simulator.replies import Completion, Reply
    from provider_simulator.vendors.base import Frame, Request, VendorError
    from provider_simulator.web import Headers

ROUTES = {"/chat/completions": "POST", "/embeddings": "POST", "/models": "GET"}
REQUESTS, TOKENS = 10_000, 2_000_000  # a minute
NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer "
    "auth (i.e. Authorization: Bearer YOUR_KEY)."
)


def bearer(call: Request) -> str:
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


class OpenAI:
    name = "openai"
    prefix = "/openai/v1"
    completions = "/chat/completions"
    body_limit = 50 * 1024 * 1024
    overloaded = 503

    def request_id(self, serial: str) -> str:
        return f"req_{serial}"

    def headers(self, call: Request, status: int) -> Headers:
        """Limits never run out here: a script says when a 429 comes."""
        named = {
            "x-request-id": call.request_id,
            "openai-organization": "simulator",
            "openai-processing-ms": "1",
            "openai-version": "2020-10-01",
        }
        if status in {200, 429}:
            left = REQUESTS - 1 if status == 200 else 0
            named |= {
                "x-ratelimit-limit-requests": str(REQUESTS),
                "x-ratelimit-limit-tokens": str(TOKENS),
                "x-ratelimit-remaining-requests": str(left),
                "x-ratelimit-remaining-tokens": str(max(TOKENS - len(call.body) // 4, 0)),
                "x-ratelimit-reset-requests": "6ms",
                "x-ratelimit-reset-tokens": "1ms",
            }
        return [(name.encode(), value.encode()) for name, value in named.items()]

    def authenticate(self, call: Request) -> None:
        key = bearer(call)
        if not key:
            raise invalid(NO_KEY, status=401)
        if not key.startswith("sk-sim-"):
            where = "This is the provider simulator, which takes any key that starts with sk-sim-."
            raise invalid(
                f"Incorrect API key provided: {key[:4]}***. {where}", code="invalid_api_key", status=401
            )

    def read(self, call: Request) -> Completion:
        return request.read(call)

    def other(self, call: Request) -> dict[str, Any]:
        known = models.everything()
        name = call.path.removeprefix("/models/")
        method = "GET" if name != call.path else ROUTES.get(call.path)
        if method is None:
            url = f"Invalid URL ({call.method} /v1{call.path})"
            raise invalid(url, code="unknown_url", status=404)
        if call.method != method:
            hint = "(HINT: Perhaps you meant to use a different HTTP method?)"
            raise invalid(
                f"Not allowed to {call.method} on /v1{call.path}. {hint}",
                status=405,
                code="method_not_supported",
            )
        if call.path == "/embeddings":
            return embeddings.create(call)
        if call.path == "/models":
            return {"object": "list", "data": list(known.values())}
        if name not in known:
            raise invalid(f"The model '{name[:80]}' does not exist", "model", "model_not_found", 404)
        return known[name]

    def json(self, reply: Reply) -> dict[str, Any]:
        return wire.whole(reply)

    def frames(self, reply: Reply) -> Iterator[Frame]:
        return wire.Chunks(reply).frames()

    def error(self, call: Request, error: VendorError) -> dict[str, Any]:  # noqa: ARG002 other vendors name the request
        return errors.body(error)

    def error_frame(self, call: Request, kind: str | None) -> bytes:  # noqa: ARG002 as in error
        return wire.event(
            {"error": {"message": errors.SERVER, "type": kind or "server_error", "param": None, "code": None}}
        )
