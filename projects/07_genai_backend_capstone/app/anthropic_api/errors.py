"""Failures in Anthropic's shape, for its routes alone: `{"type": "error", "error": {…}, "request_id": …}`."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from genai_shared.errors import ApiError
from genai_shared.errors.responses import from_validation, report

KINDS = {
    "unauthenticated": "authentication_error",
    "forbidden": "permission_error",
    "not_found": "not_found_error",
    "model_not_found": "not_found_error",
    "request_too_large": "request_too_large",
    "context_too_long": "request_too_large",
    "rate_limited": "rate_limit_error",
    "token_budget_exceeded": "rate_limit_error",
    "spending_limit_reached": "rate_limit_error",
    "provider_rate_limited": "rate_limit_error",
    "invalid_request": "invalid_request_error",
    "unsupported_media_type": "invalid_request_error",
    "provider_rejected": "invalid_request_error",
    "provider_unavailable": "overloaded_error",
    "provider_timeout": "timeout_error",
}
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


def kind_of(code: str) -> str:
    """Return Anthropic's word for one of our codes."""
    return KINDS.get(code, "api_error")


def respond(error: ApiError) -> JSONResponse:
    """Return the same failure as everywhere, in the other shape; status and headers are ours."""
    detail = report(error)
    body = {
        "type": "error",
        "error": {"type": kind_of(detail.code), "message": detail.message, "code": detail.code},
        "request_id": detail.request_id,
    }
    return JSONResponse(body, error.status, {**error.headers, "request-id": detail.request_id})


class AnthropicRoute(APIRoute):
    """A route whose failures, from credentials to the provider, have Anthropic's shape."""

    def get_route_handler(self) -> Endpoint:
        handle = super().get_route_handler()

        async def handle_in_shape(request: Request) -> Response:
            try:
                return await handle(request)
            except ApiError as error:
                return respond(error)
            except RequestValidationError as error:
                return respond(from_validation(error))

        return handle_in_shape
