"""One turn: reserve the conversation, ask, and store question and answer together, or neither.

Who wins:

| what happens                             | stored                                    | the next turn       |
| ---------------------------------------- | ----------------------------------------- | ------------------- |
| the answer is whole                      | question and answer                       | goes on from there  |
| no model answers, or one breaks off      | nothing; the caller was told              | as if never asked   |
| the client leaves before the first token | nothing                                   | as if never asked   |
| the client leaves in mid-stream          | question, and the answer so far, marked   | the model is told   |
| another message comes meanwhile          | it gets 409, and nothing of it            |                     |
| the conversation is deleted meanwhile    | nothing; the caller gets 409              | there is none       |
| the process dies                         | nothing                                   | when the lease ends |
"""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from genai_shared.conversations.answers import Asked, grown, replay
from genai_shared.conversations.asking import Asking
from genai_shared.conversations.budget import Budget
from genai_shared.conversations.errors import ConversationBusyError, ConversationFullError
from genai_shared.conversations.imported import new_turn_id, turns_of
from genai_shared.conversations.models import Conversation, Message, Stored
from genai_shared.conversations.schemas import Answered, NewConversation
from genai_shared.conversations.store import Conversations
from genai_shared.conversations.summary import summarize
from genai_shared.conversations.tokens import count
from genai_shared.conversations.window import Window, fit, to_summarize
from genai_shared.errors import ApiError
from genai_shared.lane import Lane

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turns:
    """`lease` is how long a turn may take, in seconds, and `most_bytes` how much a conversation may hold.

    What a caller may spend is the lane's business: it refuses a prompt that costs too much.
    """

    store: Conversations
    llm: Lane
    budget: Budget
    lease: float
    most_bytes: int

    async def begin(self, owner: str, wanted: NewConversation) -> Conversation:
        """Keep a new conversation, with the history that was brought along, if it has a model to ask."""
        turns = await turns_of(wanted.messages)
        fields = wanted.model_dump(exclude={"messages", "context"})
        size = len((wanted.system or "").encode())
        conversation = grown(Conversation(**fields, context=wanted.context, size=size), turns)
        self.budget.first_model(conversation)
        if conversation.size > self.most_bytes:
            raise ConversationFullError
        await self.store.create(owner, conversation, turns)
        return conversation

    async def ask(self, asking: Asking) -> Answered:
        """Return the answer, or the one that was given before under the same key."""
        async with self.open(asking) as turn:
            if isinstance(turn, Answered):
                return turn
            completion = await self.llm.complete(turn.prompt)
            return await turn.finish(completion.content, completion)

    @asynccontextmanager
    async def open(self, asking: Asking) -> AsyncIterator[Asked | Answered]:
        """Give a turn that can be asked, or the answer that was given before; leave nothing reserved.

        What has come of an answer that was neither finished nor failed is stored, marked, in the end.
        """
        async with AsyncExitStack() as afterwards:
            turn_id = new_turn_id()
            afterwards.push_async_callback(self._release, asking, turn_id)
            stored = await self._reserve(asking, turn_id)
            if answered := replay(stored, asking.idempotency):
                yield answered
                return
            window = await self._window(asking, stored)
            turn = Asked(self.store, self.budget, asking, turn_id, window)
            await self._summarize(turn)
            afterwards.push_async_callback(turn.leave)
            yield turn

    async def _reserve(self, asking: Asking, turn_id: str) -> Stored:
        """Reserve the conversation; to give an answer once more, it may be busy."""
        try:
            return await self.store.begin(asking.owner, asking.conversation_id, turn_id, self.lease)
        except ConversationBusyError:
            stored = await self.store.read(asking.owner, asking.conversation_id)
            if replay(stored, asking.idempotency) is None:
                raise
            return stored

    async def _release(self, asking: Asking, turn_id: str) -> None:
        try:
            await self.store.release(asking.owner, asking.conversation_id, turn_id)
        except ApiError as error:  # it then ends with its lease
            logger.warning("a turn was not released: code=%s", error.code)

    async def _window(self, asking: Asking, stored: Stored) -> Window:
        """Return what of the conversation fits. ApiError: not even the question does."""
        conversation, question = stored.conversation, asking.question
        message = Message(role="user", content=question.message)
        if conversation.size + len(message.content.encode()) > self.most_bytes:
            raise ConversationFullError
        budget = self.budget.of(conversation, question.max_tokens)
        return fit(conversation, stored.turns, message, await count([message]), budget)

    async def _summarize(self, turn: Asked) -> None:
        """Summarize what does not fit, where that is the strategy; without a summary it is left out."""
        if not (turns := to_summarize(turn.window)):
            return
        try:
            summary, usage = await summarize(self.llm, turn.window, turns)
        except ApiError as error:
            logger.warning("no summary was written: code=%s", error.code)
        else:
            turn.take_summary(summary, usage)
