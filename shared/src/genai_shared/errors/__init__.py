"""Every failure a caller can meet, as an exception that knows its own answer.

* ApiError
  + InvalidRequestError           422  invalid_request
  + UnsupportedMediaTypeError     415  unsupported_media_type
  + NotFoundError                 404  not_found
  + ModelNotFoundError            404  model_not_found
  + MethodNotAllowedError         405  method_not_allowed
  + RequestTooLargeError          413  request_too_large
  + ContextTooLongError           413  context_too_long
  + UnauthenticatedError          401  unauthenticated
  + ForbiddenError                403  forbidden
  + RateLimitedError              429  rate_limited
  + TokenBudgetError              429  token_budget_exceeded
  + ClientGoneError               499  client_closed_request     (nobody is left to read it)
  + InternalError                 500  internal_error
  + ServerShutdownError           503  server_shutdown
  + StoreUnavailableError         503  store_unavailable
  + ProviderError
    - ProviderNotConfiguredError  503  provider_not_configured
    - ProviderAuthError           502  provider_auth
    - ProviderRejectedError       400  provider_rejected
    - ProviderRateLimitError      429  provider_rate_limited
    - ProviderUnavailableError    503  provider_unavailable
    - ProviderUnreachableError    502  provider_unreachable
    - ProviderTruncatedError      502  provider_truncated
    - ProviderBadResponseError    502  provider_bad_response
    - ProviderTimeoutError        504  provider_timeout

Messages are ours and fixed. A provider's own words can quote the prompt or the key, so they stay out.
"""

from math import ceil
from typing import ClassVar


class ApiError(Exception):
    """A failure with a status, a code to branch on, and a message that says what to do.

    `param` names the field at fault; `retry_after` is in seconds, and becomes a header.
    """

    status: ClassVar[int]
    type: ClassVar[str] = "invalid_request_error"
    code: ClassVar[str]
    message: str

    def __init__(
        self, message: str = "", *, param: str | None = None, retry_after: float | None = None
    ) -> None:
        self.message = message or type(self).message
        self.param = param
        self.retry_after = retry_after
        self.headers = {} if retry_after is None else {"Retry-After": str(ceil(retry_after))}
        super().__init__(self.message)


class InvalidRequestError(ApiError):
    status, code = 422, "invalid_request"
    message = "The request is not as it must be."


class UnsupportedMediaTypeError(ApiError):
    status, code = 415, "unsupported_media_type"
    message = "Send the body as JSON, with the header `content-type: application/json`."


class NotFoundError(ApiError):
    status, code = 404, "not_found"
    message = "There is nothing at this path; /docs lists what there is."


class ModelNotFoundError(ApiError):
    status, code = 404, "model_not_found"
    message = "There is no such model here; GET /v1/models lists those there are."


class MethodNotAllowedError(ApiError):
    status, code = 405, "method_not_allowed"
    message = "This path does not take this method; the Allow header names those it takes."


class RequestTooLargeError(ApiError):
    status, code = 413, "request_too_large"
    message = "The body is larger than this service accepts; send a smaller one."


class ContextTooLongError(ApiError):
    status, code = 413, "context_too_long"
    message = "The prompt is longer than the model's context window; shorten it."


class UnauthenticatedError(ApiError):
    """One message for whatever is wrong with the credentials: who guesses learns nothing from it."""

    status, type, code = 401, "authentication_error", "unauthenticated"
    message = "Send valid credentials: `Authorization: Bearer …` or `X-API-Key`; /v1/auth/token gives tokens."

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.headers["WWW-Authenticate"] = "Bearer"


class ForbiddenError(ApiError):
    """The credentials are valid, and not enough; `scope` is what they would need."""

    status, type, code = 403, "permission_error", "forbidden"
    message = "These credentials do not allow this."

    def __init__(self, scope: str) -> None:
        super().__init__(f"{type(self).message} They would need the scope `{scope}`.")
        self.headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{scope}"'


class RateLimitedError(ApiError):
    status, type, code = 429, "rate_limit_error", "rate_limited"
    message = "You have sent as many requests as you may for now; wait as long as Retry-After says."


class TokenBudgetError(ApiError):
    status, type, code = 429, "rate_limit_error", "token_budget_exceeded"
    message = (
        "What you ask for does not fit into your tokens of today; ask for less, or wait until midnight UTC."
    )


class ClientGoneError(ApiError):
    status, code = 499, "client_closed_request"
    message = "The client closed the connection before the answer was ready."


class InternalError(ApiError):
    status, type, code = 500, "api_error", "internal_error"
    message = "Something unexpected went wrong here; the log has the details under this request_id."


class ServerShutdownError(ApiError):
    status, type, code = 503, "api_error", "server_shutdown"
    message = "This server is being stopped; send the request again, and another one will answer."


class StoreUnavailableError(ApiError):
    status, type, code = 503, "api_error", "store_unavailable"
    message = "This service cannot reach its own store; try again later."


class ProviderError(ApiError):
    """What the provider did, or what the way to it did."""

    type = "provider_error"


class ProviderNotConfiguredError(ProviderError):
    status, code = 503, "provider_not_configured"
    message = "No provider is configured for this model; the operator must set its key."


class ProviderAuthError(ProviderError):
    status, code = 502, "provider_auth"
    message = "The provider refused this service's key or account; the operator must check them."


class ProviderRejectedError(ProviderError):
    status, type, code = 400, "invalid_request_error", "provider_rejected"
    message = "The provider refused the request as invalid; change it before sending it again."


class ProviderRateLimitError(ProviderError):
    status, type, code = 429, "rate_limit_error", "provider_rate_limited"
    message = "The provider limits how much may be asked; wait, then try again."


class ProviderUnavailableError(ProviderError):
    status, code = 503, "provider_unavailable"
    message = "The provider is overloaded or failing; try again later."


class ProviderUnreachableError(ProviderError):
    status, code = 502, "provider_unreachable"
    message = "The provider could not be reached; try again later."


class ProviderTruncatedError(ProviderError):
    status, code = 502, "provider_truncated"
    message = "The provider's answer broke off; try again."


class ProviderBadResponseError(ProviderError):
    status, code = 502, "provider_bad_response"
    message = "The provider answered with something that is not a completion; try again later."


class ProviderTimeoutError(ProviderError):
    status, code = 504, "provider_timeout"
    message = "The provider took too long to answer; try again, or ask for fewer tokens."
