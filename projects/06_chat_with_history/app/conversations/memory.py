"""Conversations in this process's memory: the least that works. They end with it, and no other one sees them.

No method awaits anything, so each is one step.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from app.conversations.errors import ConversationBusyError, TooManyConversationsError, TurnLostError
from app.conversations.models import Conversation, Stored, Turn, now
from app.conversations.store import CHANGED_BY_A_TURN
from genai_shared.errors import NotFoundError


@dataclass
class Record:
    conversation: Conversation
    turns: list[Turn]
    expires: float  # a time of the clock, as all here
    turn_id: str = ""
    reserved_until: float = 0

    def stored(self) -> Stored:
        """Return a copy that its reader may change."""
        return Stored(conversation=self.conversation.model_copy(), turns=list(self.turns))


@dataclass
class MemoryConversations:
    """`idle` is in seconds, `most` is how many conversations an owner may have."""

    idle: float
    most: int
    clock: Callable[[], float] = time.monotonic
    _owners: dict[str, dict[str, Record]] = field(default_factory=lambda: defaultdict(dict))

    async def create(self, owner: str, conversation: Conversation, turns: list[Turn]) -> None:
        mine = self._living(owner)
        if conversation.id not in mine and len(mine) >= self.most:
            raise TooManyConversationsError
        mine[conversation.id] = Record(conversation.model_copy(), list(turns), self.clock() + self.idle)

    async def page(self, owner: str, before: str | None, limit: int) -> list[Conversation]:
        mine = self._living(owner)
        ids = sorted((id_ for id_ in mine if before is None or id_ < before), reverse=True)
        return [mine[id_].conversation.model_copy() for id_ in ids[:limit]]

    async def read(self, owner: str, id_: str) -> Stored:
        return self._record(owner, id_).stored()

    async def rename(self, owner: str, id_: str, title: str | None) -> Conversation:
        record = self._use(owner, id_)
        record.conversation = record.conversation.model_copy(update={"title": title, "updated_at": now()})
        return record.conversation.model_copy()

    async def delete(self, owner: str, id_: str) -> None:
        self._record(owner, id_)
        del self._owners[owner][id_]

    async def begin(self, owner: str, id_: str, turn_id: str, lease: float) -> Stored:
        record = self._use(owner, id_)
        if record.turn_id not in ("", turn_id) and self.clock() < record.reserved_until:
            raise ConversationBusyError
        record.turn_id, record.reserved_until = turn_id, self.clock() + lease
        return record.stored()

    async def commit(self, owner: str, conversation: Conversation, turn: Turn) -> None:
        record = self._living(owner).get(conversation.id)
        if record and record.turns and record.turns[-1].id == turn.id:
            return
        if record is None or record.turn_id != turn.id:
            raise TurnLostError
        changes = conversation.model_dump(include=CHANGED_BY_A_TURN - {"summary"})
        changes["summary"] = conversation.summary
        record.conversation = record.conversation.model_copy(update=changes)
        record.turns.append(turn)
        record.turn_id, record.expires = "", self.clock() + self.idle

    async def release(self, owner: str, id_: str, turn_id: str) -> None:
        record = self._living(owner).get(id_)
        if record and record.turn_id == turn_id:
            record.turn_id = ""

    async def ping(self) -> None:
        pass

    async def close(self) -> None:
        pass

    def _living(self, owner: str) -> dict[str, Record]:
        """Return an owner's conversations, after what has expired is gone."""
        mine, time_ = self._owners[owner], self.clock()
        for id_ in [id_ for id_, record in mine.items() if record.expires <= time_]:
            del mine[id_]
        return mine

    def _record(self, owner: str, id_: str) -> Record:
        if record := self._living(owner).get(id_):
            return record
        raise NotFoundError("You have no such conversation.")

    def _use(self, owner: str, id_: str) -> Record:
        record = self._record(owner, id_)
        record.expires = self.clock() + self.idle
        return record
