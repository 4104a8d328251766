"""Give every failure the same body, whoever raised it: a route, FastAPI, or a mistake of ours."""

import logging
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from genai_shared import errors
from genai_shared.observability.record import current_record
from genai_shared.schemas import ErrorDetail, ErrorEnvelope

logger = logging.getLogger(__name__)

BY_STATUS: dict[int, type[errors.ApiError]] = {
    error.status: error
    for error in (errors.NotFoundError, errors.MethodNotAllowedError, errors.RequestTooLargeError)
}


def install_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(errors.ApiError)
    async def on_api_error(_: Request, error: errors.ApiError) -> JSONResponse:
        return respond(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid_request(_: Request, error: RequestValidationError) -> JSONResponse:
        return respond(from_validation(error))

    @app.exception_handler(HTTPException)
    async def on_http_exception(_: Request, error: HTTPException) -> JSONResponse:
        response = respond(BY_STATUS.get(error.status_code, errors.InvalidRequestError)())
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def on_anything_else(_: Request, __: Exception) -> JSONResponse:
        return respond(errors.InternalError())  # the server logs the traceback


def respond(error: errors.ApiError) -> JSONResponse:
    """Log the failure and build its response; the request_id stands in both."""
    detail = report(error)
    headers = {**error.headers, "X-Request-ID": detail.request_id}  # here too: a 500 passes no middleware
    return JSONResponse(ErrorEnvelope(error=detail).model_dump(), error.status, headers)


def report(error: errors.ApiError) -> ErrorDetail:
    """Log the failure and return what its envelope holds; a stream sends it as an event."""
    record = current_record()
    record.error = error.code
    request_id = record.request_id or uuid4().hex
    level = logging.WARNING if error.status >= 500 else logging.INFO
    logger.log(level, "request failed: status=%s code=%s request_id=%s", error.status, error.code, request_id)
    return ErrorDetail(
        type=error.type, code=error.code, message=error.message, param=error.param, request_id=request_id
    )


def from_validation(error: RequestValidationError) -> errors.ApiError:
    """Turn the first mistake that FastAPI found into our error: it names the field, not what stood in it."""
    if isinstance(error.body, bytes):  # FastAPI leaves a body unread when its content type is not JSON
        return errors.UnsupportedMediaTypeError()
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return errors.InvalidRequestError("The body is not valid JSON.")
    param = ".".join(map(str, first["loc"][1:])) or None  # the first part says "body"
    return errors.InvalidRequestError(f"{param or 'body'}: {first['msg']}", param=param)
