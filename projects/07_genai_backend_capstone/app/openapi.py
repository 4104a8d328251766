"""The OpenAPI document: what every route may fail with, and the file in which the document is checked in.

`python -m app.openapi` writes `openapi.json`; a test fails when it is stale.
"""

import json
import os
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from genai_shared.schemas import ErrorEnvelope

FILE = Path(__file__).parent.parent / "openapi.json"
Responses = dict[int | str, dict[str, Any]]

REASONS = {
    400: ("provider_rejected", "The provider refused the request as invalid"),
    401: ("unauthenticated", "No credentials, or none that are valid"),
    403: ("forbidden", "The credentials may not do this"),
    404: ("not_found", "There is no such thing, or it is somebody else's"),
    409: ("conversation_busy", "It does not fit what is there already"),
    413: ("request_too_large", "The body, or the prompt, is too large"),
    422: ("invalid_request", "The request is not as it must be; `param` names the field"),
    429: ("rate_limited", "Too many requests, tokens or dollars; `Retry-After` says how long to wait"),
    502: ("provider_unreachable", "The provider could not be reached, or its answer was no answer"),
    503: ("provider_unavailable", "The provider, or the database, is away for a moment"),
    504: ("provider_timeout", "The provider took too long"),
}
OF_MODELS = (400, 401, 403, 404, 413, 422, 429, 502, 503, 504)  # of every route that asks a model


def fails_with(*statuses: int) -> Responses:
    """Return the failures of a route, each with an example in the one shape of all."""
    return {status: failure(status) for status in statuses}


def failure(status: int) -> dict[str, Any]:
    code, description = REASONS[status]
    error = {
        "type": "rate_limit_error"
        if status == 429
        else "invalid_request_error"
        if status < 500
        else "api_error",
        "code": code,
        "message": description + ".",
        "param": "message" if status == 422 else None,
        "request_id": "4f0c6a1e9b7d4c3e8a5f2b1d0c9e8f7a",
    }
    example = {"application/json": {"example": {"error": error}}}
    return {"model": ErrorEnvelope, "description": description, "content": example}


def document(app: FastAPI) -> str:
    """Return the document as it is checked in."""
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    os.environ.setdefault("JWT_SECRET", "x" * 32)
    from app.main import create_app  # noqa: PLC0415 - it imports this module

    FILE.write_text(document(create_app()), encoding="utf-8")


if __name__ == "__main__":
    main()
