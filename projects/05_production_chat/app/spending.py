"""Reserve tokens for an answer, and settle what it took, however it ends."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from app.auth.principal import Principal
from app.limits.tokens import Reservation, TokenBudget, estimated, midnight
from genai_shared.errors import ClientGoneError, TokenBudgetError
from genai_shared.observability.record import Record, current_record
from genai_shared.schemas import ChatRequest


@asynccontextmanager
async def spending(
    request: Request, principal: Principal, chat: ChatRequest, budget: TokenBudget
) -> AsyncIterator[None]:
    """Let an answer be made in this block; TokenBudgetError: its tokens do not fit into the user's day."""
    prompt, record = estimated(chat.message, chat.system), current_record()
    reservation = await reserve(request, principal, prompt + chat.max_tokens, budget)
    gone = False
    try:
        yield
    except (ClientGoneError, asyncio.CancelledError):
        gone = True
        raise
    finally:
        await budget.settle(reservation, took(record, prompt, gone=gone))


async def reserve(request: Request, principal: Principal, tokens: int, budget: TokenBudget) -> Reservation:
    """Set tokens aside, and say in the answer's headers how the day stands, whether they fit or not."""
    reservation = await budget.reserve(principal, tokens)
    request.state.token_headers = reservation.headers
    if not reservation.fits:
        current_record().limited = "tokens"
        raise TokenBudgetError(retry_after=midnight() - time.time())
    return reservation


def took(record: Record, prompt: int, *, gone: bool) -> int:
    """Return the tokens of an answer: as the provider counted them, or as many as we know of.

    | the answer                           | tokens                                |
    | ------------------------------------ | ------------------------------------- |
    | is whole                             | the provider's                        |
    | broke off, or the client left        | the prompt's, and the pieces that came |
    | failed before there was any of it    | none                                  |
    """
    if counted := record.input_tokens + record.output_tokens:
        return counted
    return prompt + record.pieces if record.pieces or gone else 0
