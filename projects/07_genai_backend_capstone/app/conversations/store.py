"""Conversations in the database: genai_shared's store, each method one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from app.afterwards import Afterwards
from app.conversations.rows import conversation_of, conversation_row, head_values, turn_rows, turns_of
from app.database import Database
from app.database.tables import ConversationRow, MessageRow, TurnRow, UserRow
from genai_shared.conversations.errors import (
    ConversationBusyError,
    TooManyConversationsError,
    TurnLostError,
)
from genai_shared.conversations.models import Conversation, Stored, Turn
from genai_shared.conversations.store import CHANGED_BY_A_TURN
from genai_shared.errors import NotFoundError

NO_SUCH = "You have no such conversation."
# As columns: a title given during a turn stays.
TURN_COLUMNS = (CHANGED_BY_A_TURN - {"cost_usd"}) | {"cost_nano_usd"}


class SqlConversations:
    """`idle` is in seconds, `most` is how many conversations an owner may have."""

    def __init__(self, database: Database, afterwards: Afterwards, idle: float, most: int) -> None:
        self._database = database
        self._afterwards = afterwards
        self._idle = timedelta(seconds=idle)
        self._most = most

    async def create(self, owner: str, conversation: Conversation, turns: list[Turn]) -> None:
        now = datetime.now(UTC)
        async with self._database.writing() as session:
            await session.execute(select(UserRow.id).where(UserRow.id == owner).with_for_update())
            if await session.get(ConversationRow, conversation.id):
                return
            expired = (ConversationRow.owner == owner, ConversationRow.expires_at <= now)
            await session.execute(delete(ConversationRow).where(*expired))
            count = select(func.count()).where(ConversationRow.owner == owner)
            if (await session.scalar(count) or 0) >= self._most:
                raise TooManyConversationsError
            session.add(conversation_row(owner, conversation, now + self._idle))
            await append(session, conversation.id, turns)

    async def page(self, owner: str, before: str | None, limit: int) -> list[Conversation]:
        wanted = select(ConversationRow).where(ConversationRow.owner == owner, living())
        if before is not None:
            wanted = wanted.where(ConversationRow.id < before)
        async with self._database.reading() as session:
            rows = await session.scalars(wanted.order_by(ConversationRow.id.desc()).limit(limit))
            return [conversation_of(row) for row in rows]

    async def read(self, owner: str, id_: str) -> Stored:
        async with self._database.reading() as session:
            return await stored(
                session, found(await session.scalar(select(ConversationRow).where(*its(owner, id_))))
            )

    async def rename(self, owner: str, id_: str, title: str | None) -> Conversation:
        now = datetime.now(UTC)
        change = update(ConversationRow).where(*its(owner, id_)).returning(ConversationRow)
        values = {"title": title, "updated_at": now, "expires_at": now + self._idle}
        async with self._database.writing() as session:
            return conversation_of(found(await session.scalar(change.values(**values))))

    async def delete(self, owner: str, id_: str) -> None:
        gone = delete(ConversationRow).where(*its(owner, id_)).returning(ConversationRow.id)
        async with self._database.writing() as session:
            if await session.scalar(gone) is None:
                raise NotFoundError(NO_SUCH)

    async def begin(self, owner: str, id_: str, turn_id: str, lease: float) -> Stored:
        now = datetime.now(UTC)
        free = or_(
            ConversationRow.turn_id.is_(None),
            ConversationRow.turn_id == turn_id,
            ConversationRow.reserved_until <= now,
        )
        values = {
            "turn_id": turn_id,
            "reserved_until": now + timedelta(seconds=lease),
            "expires_at": now + self._idle,
        }
        change = update(ConversationRow).where(*its(owner, id_), free).values(**values)
        async with self._database.writing() as session:
            if row := await session.scalar(change.returning(ConversationRow)):
                return await stored(session, row)
            found(await session.scalar(select(ConversationRow).where(*its(owner, id_))))
            raise ConversationBusyError

    async def commit(self, owner: str, conversation: Conversation, turn: Turn) -> None:
        wanted = select(ConversationRow).where(*its(owner, conversation.id)).with_for_update()
        async with self._database.writing() as session:
            row = await session.scalar(wanted)
            if await session.get(TurnRow, turn.id) and row:
                return
            if row is None or row.turn_id != turn.id:
                raise TurnLostError
            await append(session, row.id, [turn])
            for name, value in head_values(conversation).items():
                if name in TURN_COLUMNS:
                    setattr(row, name, value)
            row.turn_id, row.reserved_until = None, None
            row.expires_at = datetime.now(UTC) + self._idle

    async def release(self, owner: str, id_: str, turn_id: str) -> None:
        mine = (*its(owner, id_), ConversationRow.turn_id == turn_id)
        change = update(ConversationRow).where(*mine).values(turn_id=None, reserved_until=None)

        async def let_go() -> None:
            async with self._database.writing() as session:
                await session.execute(change)

        await self._afterwards.do("the end of a turn", let_go)  # or it stays busy until its lease ends

    async def ping(self) -> None:
        await self._database.ping()

    async def close(self) -> None:
        """Leave the connections to the database, which others use too."""


def living() -> ColumnElement[bool]:
    return ConversationRow.expires_at > datetime.now(UTC)


def its(owner: str, id_: str) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a row the owner's living conversation of this id."""
    return ConversationRow.id == id_, ConversationRow.owner == owner, living()


def found(row: ConversationRow | None) -> ConversationRow:
    if row is None:
        raise NotFoundError(NO_SUCH)
    return row


async def stored(session: AsyncSession, row: ConversationRow) -> Stored:
    """Return a conversation with all that was said, in two queries however long it is."""
    mine = TurnRow.conversation_id == row.id
    turns = await session.scalars(select(TurnRow).where(mine).order_by(TurnRow.place))
    join = select(MessageRow).join(TurnRow, TurnRow.id == MessageRow.turn_id).where(mine)
    messages = await session.scalars(join.order_by(TurnRow.place, MessageRow.place))
    return Stored(conversation=conversation_of(row), turns=turns_of(turns, messages))


async def append(session: AsyncSession, conversation_id: str, turns: Sequence[Turn]) -> None:
    """Add turns after those there are; each before its messages, which refer to it."""
    await session.flush()
    count = select(func.count()).where(TurnRow.conversation_id == conversation_id)
    first = await session.scalar(count) or 0
    rows = [turn_rows(conversation_id, place, turn) for place, turn in enumerate(turns, first)]
    session.add_all([row for turn in rows for row in turn if isinstance(row, TurnRow)])
    await session.flush()
    session.add_all([row for turn in rows for row in turn if isinstance(row, MessageRow)])
