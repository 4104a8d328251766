"""The refusal that only the ledger knows.

* ApiError
  + SpendingLimitError  429  spending_limit_reached
"""

from genai_shared.errors import ApiError


class SpendingLimitError(ApiError):
    status, type, code = 429, "rate_limit_error", "spending_limit_reached"
    message = "This could cost more than is left of your budget for today, which begins anew at midnight UTC."
