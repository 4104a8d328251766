"""The refusals that only conversations know.

* ApiError
  + ConversationBusyError      409  conversation_busy
  + IdempotencyKeyReusedError  409  idempotency_key_reused
  + TurnLostError              409  turn_lost
  + TooManyConversationsError  409  too_many_conversations
  + ConversationFullError      413  conversation_full
"""

from genai_shared.errors import ApiError


class ConversationBusyError(ApiError):
    status, code = 409, "conversation_busy"
    message = "This conversation is being answered; wait for that answer, then send the message again."


class IdempotencyKeyReusedError(ApiError):
    status, code = 409, "idempotency_key_reused"
    message = "This Idempotency-Key came with another request before; a new request needs a new key."


class TurnLostError(ApiError):
    status, code = 409, "turn_lost"
    message = (
        "The conversation was deleted, or answered elsewhere, before this answer was whole; it is not kept."
    )


class TooManyConversationsError(ApiError):
    status, code = 409, "too_many_conversations"
    message = "You have as many conversations as this service keeps for you; delete one first."


class ConversationFullError(ApiError):
    status, code = 413, "conversation_full"
    message = "This conversation holds as much as this service keeps; begin a new one."
