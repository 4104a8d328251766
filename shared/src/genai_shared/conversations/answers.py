"""A turn that is being asked: what goes to the model, and how its answer is stored."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from genai_shared.conversations.asking import Asking
from genai_shared.conversations.budget import Budget
from genai_shared.conversations.errors import IdempotencyKeyReusedError
from genai_shared.conversations.models import (
    AnswerFacts,
    Conversation,
    Idempotency,
    Message,
    Stored,
    Summary,
    Turn,
    now,
)
from genai_shared.conversations.schemas import Answered
from genai_shared.conversations.store import Conversations
from genai_shared.conversations.tokens import count
from genai_shared.conversations.window import Window
from genai_shared.errors import ApiError
from genai_shared.observability.record import current_record
from genai_shared.prompt import Prompt
from genai_shared.schemas import ChatDone, Completion, Usage, whole

logger = logging.getLogger(__name__)

STOPPED = "client_gone"


@dataclass
class Asked:
    """A reserved turn, and its answer so far; `settled` once there is nothing left to store."""

    store: Conversations
    budget: Budget
    asking: Asking
    turn_id: str
    window: Window
    summary_usage: Usage | None = None  # of a summary that was made for this turn
    text: str = ""
    done: ChatDone | Completion | None = None
    settled: bool = False

    @property
    def prompt(self) -> Prompt:
        """What goes to the model."""
        question = self.asking.question
        return Prompt(
            messages=self.window.messages(),
            model=self.window.conversation.model,
            max_tokens=question.max_tokens,
            temperature=question.temperature,
        )

    def take_summary(self, summary: Summary, usage: Usage) -> None:
        """Put a summary in the place of what it stands for, and its cost on the conversation."""
        self.summary_usage = usage
        self.window = self.window.summarized(summary, usage.cost_usd)

    async def finish(self, text: str, done: ChatDone | Completion) -> Answered:
        """Store the question and its whole answer. TurnLostError: it is too late for that."""
        self.text, self.done = text, done
        named = done.model_dump(include={"provider", "model", "fallback_used", "stop_reason", "usage"})
        facts = AnswerFacts(**named, context=self.window.report(self.summary_usage))
        return await self._store_turn(facts, complete=True)

    async def leave(self) -> None:
        """Store what there is of an answer whose reader has gone, if there is anything."""
        if self.settled or not self.text:
            return
        try:
            if self.done:  # it left while all of it was being stored
                await self.finish(self.text, self.done)
            else:
                await self._store_turn(await self._estimate(), complete=False)
        except ApiError as error:  # there is nobody to tell
            logger.warning("half an answer was not stored: code=%s", error.code)

    async def _estimate(self) -> AnswerFacts:
        """Reckon what half an answer cost: the provider counts at the end, which has not come."""
        model = current_record().model or self.budget.first_model(self.window.conversation)
        output = await count([Message(role="assistant", content=whole(self.text))])
        provider, _, name = model.partition("/")
        return AnswerFacts(
            provider=provider,
            model=name,
            fallback_used=current_record().fallback,
            stop_reason=STOPPED,
            usage=self.budget.usage(model, self.window.used, output),
            context=self.window.report(self.summary_usage),
        )

    async def _store_turn(self, facts: AnswerFacts, *, complete: bool) -> Answered:
        answer = Message(role="assistant", content=whole(self.text))
        messages = [self.window.question, answer]
        turn = Turn(
            id=self.turn_id,
            created_at=now(),
            messages=messages,
            tokens=await count(messages),
            complete=complete,
            answer=facts,
            idempotency=self.asking.idempotency,
        )
        conversation = grown(self.window.conversation, [turn])
        try:
            await self.store.commit(self.asking.owner, conversation, turn)
        except ApiError:
            self.settled = True  # the caller is told; what it was told must stay true
            raise
        self.settled = True
        return from_turn(conversation, turn, facts)


def grown(conversation: Conversation, turns: list[Turn]) -> Conversation:
    """Return the head as it is with these turns more."""
    cost = sum(turn.answer.usage.cost_usd for turn in turns if turn.answer)
    size = sum(len(message.content.encode()) for turn in turns for message in turn.messages)
    return conversation.model_copy(
        update={
            "updated_at": now(),
            "turn_count": conversation.turn_count + len(turns),
            "size": conversation.size + size,
            "cost_usd": round(conversation.cost_usd + cost, 12),  # without the noise of binary fractions
        }
    )


def from_turn(
    conversation: Conversation, turn: Turn, facts: AnswerFacts, *, replayed: bool = False
) -> Answered:
    return Answered(
        content=turn.text,
        turn_id=turn.id,
        conversation_id=conversation.id,
        complete=turn.complete,
        replayed=replayed,
        answer=facts,
        conversation_cost_usd=conversation.cost_usd,
    )


def replay(stored: Stored, wanted: Idempotency | None) -> Answered | None:
    """Return what was answered under a key; IdempotencyKeyReusedError: to another question."""
    for turn in under_key(stored, wanted):
        if turn.idempotency != wanted:
            raise IdempotencyKeyReusedError
        if turn.answer:
            return from_turn(stored.conversation, turn, turn.answer, replayed=True)
    return None


def under_key(stored: Stored, wanted: Idempotency | None) -> Iterator[Turn]:
    for turn in stored.turns if wanted else ():
        if wanted and turn.idempotency and turn.idempotency.key == wanted.key:
            yield turn
