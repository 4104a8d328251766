"""Anthropic's error bodies: the type that belongs to each status, and the words when a script gives none."""

from __future__ import annotations

from typing import Any

from provider_simulator.vendors.base import VendorError

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    409: "conflict_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
MESSAGES = {
    401: "invalid x-api-key",
    402: "Your credit balance is too low to access the Anthropic API. Please purchase credits.",
    403: "Your API key does not have permission to use the specified resource.",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "The request timed out.",
    409: "The request conflicts with another one in progress.",
    413: "Request exceeds the maximum size",
    429: "This request would exceed your organization's rate limit of 50 requests per minute.",
    503: "Service Unavailable",
    504: "The request timed out while processing.",
    529: "Overloaded",
}


def type_of(status: int) -> str:
    return TYPES.get(status, "api_error" if status >= 500 else "invalid_request_error")


def body(error: VendorError, request_id: str) -> dict[str, Any]:
    kind = error.kind or type_of(error.status)
    default = "Internal server error" if error.status >= 500 else "Invalid request"
    detail: dict[str, Any] = {"type": kind, "message": error.message or MESSAGES.get(error.status, default)}
    if error.code is not None:
        detail["details"] = {"error_code": error.code}
    return {"type": "error", "error": detail, "request_id": request_id}


def invalid(message: str) -> VendorError:
    return VendorError(400, message)
