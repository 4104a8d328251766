"""What a store of conversations promises. `tests/test_stores.py` holds both stores to it."""

from typing import Protocol

from genai_shared.conversations.models import Conversation, Stored, Turn


class Conversations(Protocol):
    """Everybody's conversations. Whoever asks for one that is not the owner's own gets NotFoundError.

    A turn is written in three steps. `begin` reserves the conversation for it, for `lease` seconds at most;
    then the model is asked; `commit` writes question and answer in one step, or `release` gives it up. Every
    step may be sent twice, as after a lost connection, and counts once.

    A conversation that nobody changes expires. Every method but `close` can raise StoreUnavailableError.
    """

    async def create(self, owner: str, conversation: Conversation, turns: list[Turn]) -> None:
        """Keep a new conversation. TooManyConversationsError: the owner has as many as there may be."""

    async def page(self, owner: str, before: str | None, limit: int) -> list[Conversation]:
        """Return so many, newest first, beginning after the id `before`, which may be gone."""

    async def read(self, owner: str, id_: str) -> Stored:
        """Return a conversation with its turns, oldest first. That is no use of it: it may still expire."""

    async def rename(self, owner: str, id_: str, title: str | None) -> Conversation:
        """Give it another title, also while it is being answered."""

    async def delete(self, owner: str, id_: str) -> None:
        """Leave nothing of it, and let no turn under way bring it back."""

    async def begin(self, owner: str, id_: str, turn_id: str, lease: float) -> Stored:
        """Reserve it for one turn. ConversationBusyError: another one has it."""

    async def commit(self, owner: str, conversation: Conversation, turn: Turn) -> None:
        """Append the turn, keep what it changes in the head, and end the reservation, all in one step.

        TurnLostError: the conversation is gone, or no longer reserved for this turn; nothing was written.
        """

    async def release(self, owner: str, id_: str, turn_id: str) -> None:
        """End this turn's reservation, if it still has it."""

    async def ping(self) -> None:
        """Return if conversations can be read and kept."""

    async def close(self) -> None:
        """Let go of connections."""


# What a turn changes in a conversation's head. The title is not its business: it may be changed meanwhile.
CHANGED_BY_A_TURN = {"updated_at", "turn_count", "size", "cost_usd", "summary"}
