"""How much may be asked for: requests in moving windows, and tokens per day.

| module         | owns                                                                      |
| -------------- | ------------------------------------------------------------------------- |
| windows        | requests, counted by `limits.aio`, in Redis or in memory                  |
| books          | tokens, counted in Redis or in memory                                     |
| budget         | what is reserved before an answer, and settled after it                   |
| outage         | going on without Redis, and back to it                                    |
| client_ip      | whose address a request comes from                                        |
| answer_headers | `X-RateLimit-*` on answers and refusals                                   |
| limits         | all of it together, and `limit_user("chat")`, `limit_address("auth")`     |
"""

from genai_shared.limits.answer_headers import AnswerHeaders, add_headers
from genai_shared.limits.budget import Reservation, TokenBudget, estimated
from genai_shared.limits.client_ip import client_ip
from genai_shared.limits.limits import Limits, get_limits, limit_address, limit_user
from genai_shared.limits.outage import Outage
from genai_shared.limits.settings import LimitSettings
from genai_shared.limits.windows import Window, Windows

__all__ = [
    "AnswerHeaders",
    "LimitSettings",
    "Limits",
    "Outage",
    "Reservation",
    "TokenBudget",
    "Window",
    "Windows",
    "add_headers",
    "client_ip",
    "estimated",
    "get_limits",
    "limit_address",
    "limit_user",
]
