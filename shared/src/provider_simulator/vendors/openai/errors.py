"""OpenAI's error bodies: the words for each status, and the checks' common refusals."""

from __future__ import annotations

from typing import Any

from provider_simulator.vendors.base import VendorError

INVALID = "invalid_request_error"
SERVER = "The server had an error while processing your request. Sorry about that!"
# status -> message, type, code: what a status means where no check says it better
WORDS: dict[int, tuple[str, str, str | None]] = {
    400: ("The request is invalid.", INVALID, None),
    401: ("Incorrect API key provided.", INVALID, "invalid_api_key"),
    402: ("Payment is required before this request can be served.", "billing_error", "payment_required"),
    403: ("You are not allowed to do this.", "permission_error", "permission_denied"),
    404: ("The resource does not exist.", INVALID, "not_found"),
    408: ("The request timed out.", "timeout_error", "request_timeout"),
    409: ("The resource was changed by another request.", "conflict_error", "conflict"),
    413: ("The request is too large.", INVALID, "request_too_large"),
    422: ("The request could not be processed.", INVALID, "unprocessable_entity"),
    429: ("Rate limit reached for requests. Please try again later.", "requests", "rate_limit_exceeded"),
    500: (SERVER, "server_error", None),
    502: ("Bad gateway.", "server_error", None),
    503: ("The engine is currently overloaded, please try again later.", "server_error", "overloaded"),
    504: ("The engine did not answer in time.", "server_error", "timeout"),
}
QUOTA = "You exceeded your current quota, please check your plan and billing details."


def body(error: VendorError) -> dict[str, Any]:
    message, kind, code = WORDS.get(error.status, WORDS[500 if error.status >= 500 else 400])
    if error.code == "insufficient_quota":
        message, kind = QUOTA, "insufficient_quota"
    if error.message is not None:
        code = None  # a check that has its own words says its own code, or none
    return {
        "error": {
            "message": error.message or message,
            "type": error.kind or kind,
            "param": error.param,
            "code": error.code or code,
        }
    }


def invalid(
    message: str, param: str | None = None, code: str | None = None, status: int = 400
) -> VendorError:
    return VendorError(status, message, INVALID, code, param)


def missing(param: str) -> VendorError:
    return invalid(f"Missing required parameter: '{param}'.", param, "missing_required_parameter")


def wrong_type(param: str, expected: str, value: object) -> VendorError:
    got = type_name(value)
    return invalid(
        f"Invalid type for '{param}': expected {expected}, but got {got} instead.", param, "invalid_type"
    )


def wrong_value(param: str, value: object, supported: tuple[str, ...]) -> VendorError:
    *others, last = (f"'{one}'" for one in supported)
    listed = f"{', '.join(others)} and {last}" if others else last
    return invalid(f"Invalid value: '{value}'. Supported values are: {listed}.", param, "invalid_value")


def type_name(value: object) -> str:
    """Name a JSON value's type the way the vendor does."""
    if value is None:
        return "null"
    names = {
        bool: "a boolean",
        int: "an integer",
        float: "a decimal",
        str: "a string",
        list: "an array",
        dict: "an object",
    }
    return names[type(value)]
