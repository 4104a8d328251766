"""The contract of a store, held by both databases: `genai_shared/conversations/store.py` says it in words."""

import asyncio
import secrets
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from app.afterwards import Afterwards
from app.conversations.store import SqlConversations
from app.database.tables import ConversationRow, MessageRow, TurnRow
from app.users.store import new_user
from genai_shared.conversations.errors import (
    ConversationBusyError,
    TooManyConversationsError,
    TurnLostError,
)
from genai_shared.conversations.models import ContextPolicy, Conversation, Message, Summary, Turn, now
from genai_shared.conversations.store import Conversations
from genai_shared.errors import NotFoundError, StoreUnavailableError

LONG = 60.0


@pytest.fixture
def open_store(database):
    """Return what opens a store with these limits; it is closed after its block."""

    @asynccontextmanager
    async def opened(idle=LONG, most=100):
        store = SqlConversations(database, Afterwards(), idle, most)
        try:
            yield store
        finally:
            await store.close()

    return opened


@pytest.fixture
async def store(open_store):
    async with open_store() as store:
        yield store


async def new_owner(database):
    user = new_user(secrets.token_hex(8), "hash")
    async with database.writing() as session:
        session.add(user)
    return user.id


@pytest.fixture
async def owner(database):
    return await new_owner(database)


def turn(text="Hello", id_=None, **fields):
    messages = [Message(role="user", content=text), Message(role="assistant", content=f"Re: {text}")]
    return Turn(id=id_ or secrets.token_hex(8), created_at=now(), messages=messages, tokens=7, **fields)


async def create(store, owner, *turns, **fields):
    conversation = Conversation(**fields)
    await store.create(owner, conversation, list(turns))
    return conversation


async def say(store, owner, conversation, text):
    """Do a whole turn."""
    new = turn(text)
    stored = await store.begin(owner, conversation.id, new.id, LONG)
    await store.commit(owner, stored.conversation, new)


async def test_what_is_created_is_read(store: Conversations, owner):
    given = {"title": "Plans — 日本", "system": "Be brief.", "model": "chat"}
    policy = ContextPolicy(strategy="keep_last", budget=500, keep=3)
    first, second = turn("one"), turn('two\n\u2028 "')
    conversation = await create(store, owner, first, second, context=policy, **given)

    stored = await store.read(owner, conversation.id)

    assert stored.conversation == conversation
    assert stored.turns == [first, second]


async def test_ids_cannot_be_guessed_and_sort_by_age():
    ids = [Conversation().id for _ in range(100)]

    assert [id_[:19] for id_ in ids] == sorted(id_[:19] for id_ in ids)
    assert len({id_[-32:] for id_ in ids}) == 100


async def test_nobody_elses_conversation_is_there(store, owner):
    conversation = await create(store, owner)

    for ask in (
        store.read("eve", conversation.id),
        store.rename("eve", conversation.id, "mine"),
        store.delete("eve", conversation.id),
        store.begin("eve", conversation.id, "t", LONG),
    ):
        with pytest.raises(NotFoundError):
            await ask
    with pytest.raises(TurnLostError):
        await store.commit("eve", conversation, turn())
    assert await store.page("eve", None, 10) == []
    assert (await store.read(owner, conversation.id)).conversation == conversation


async def test_pages_go_from_the_newest_to_the_oldest_without_gap_or_repetition(store, owner):
    ids = [(await create(store, owner)).id for _ in range(7)]

    first = await store.page(owner, None, 3)
    await store.delete(owner, first[-1].id)  # a cursor may be gone
    second = await store.page(owner, first[-1].id, 3)
    third = await store.page(owner, second[-1].id, 3)

    assert [found.id for found in [*first, *second, *third]] == ids[::-1]


async def test_a_turn_is_appended_with_what_it_changes(store, owner):
    conversation = await create(store, owner, turn("before"))
    new = turn("after")

    stored = await store.begin(owner, conversation.id, new.id, LONG)
    summary = Summary(text="before", turns=1, tokens=1)
    changed = stored.conversation.model_copy(
        update={"cost_usd": 0.5, "turn_count": 2, "size": 9, "summary": summary}
    )
    await store.commit(owner, changed, new)

    after = await store.read(owner, conversation.id)
    assert after.turns[1:] == [new]
    assert after.conversation == changed


async def test_a_title_given_during_a_turn_stays(store, owner):
    conversation = await create(store, owner, title="old")
    new = turn()

    stored = await store.begin(owner, conversation.id, new.id, LONG)
    assert (await store.rename(owner, conversation.id, "new")).title == "new"
    await store.commit(owner, stored.conversation, new)

    assert (await store.read(owner, conversation.id)).conversation.title == "new"


async def test_a_conversation_has_one_turn_at_a_time(store, owner):
    conversation = await create(store, owner)
    await store.begin(owner, conversation.id, "first", LONG)

    with pytest.raises(ConversationBusyError):
        await store.begin(owner, conversation.id, "second", LONG)

    await store.release(owner, conversation.id, "second")  # not its own to release
    with pytest.raises(ConversationBusyError):
        await store.begin(owner, conversation.id, "second", LONG)
    await store.release(owner, conversation.id, "first")
    await store.begin(owner, conversation.id, "second", LONG)


async def test_of_many_at_once_one_begins(store, owner):
    conversation = await create(store, owner)

    asked = [store.begin(owner, conversation.id, f"turn-{n}", LONG) for n in range(20)]
    found = await asyncio.gather(*asked, return_exceptions=True)

    assert sum(not isinstance(result, Exception) for result in found) == 1
    assert sum(isinstance(result, ConversationBusyError) for result in found) == 19


async def test_a_step_that_comes_twice_counts_once(store, owner):
    """A lost connection leaves open whether a step was done; it is sent again."""
    conversation, new = Conversation(), turn()
    for _ in range(2):
        await store.create(owner, conversation, [])
    for _ in range(2):
        stored = await store.begin(owner, conversation.id, new.id, LONG)
    for _ in range(2):
        await store.commit(owner, stored.conversation, new)
    for _ in range(2):
        await store.release(owner, conversation.id, new.id)

    assert (await store.read(owner, conversation.id)).turns == [new]
    assert len(await store.page(owner, None, 10)) == 1


async def test_a_reservation_that_is_over_may_be_taken_and_the_late_turn_is_lost(store, owner):
    conversation, late, next_ = await create(store, owner), turn("late"), turn("next")
    stored = await store.begin(owner, conversation.id, late.id, 0.001)
    while True:
        try:
            await store.begin(owner, conversation.id, next_.id, LONG)
            break
        except ConversationBusyError:
            await asyncio.sleep(0.001)

    with pytest.raises(TurnLostError):
        await store.commit(owner, stored.conversation, late)
    await store.commit(owner, stored.conversation, next_)

    assert (await store.read(owner, conversation.id)).turns == [next_]


async def test_a_turn_cannot_bring_a_deleted_conversation_back(store, owner):
    conversation, new = await create(store, owner), turn()
    stored = await store.begin(owner, conversation.id, new.id, LONG)

    await store.delete(owner, conversation.id)
    with pytest.raises(TurnLostError):
        await store.commit(owner, stored.conversation, new)
    await store.release(owner, conversation.id, new.id)

    with pytest.raises(NotFoundError):
        await store.read(owner, conversation.id)
    with pytest.raises(NotFoundError):
        await store.delete(owner, conversation.id)


async def test_an_owner_has_only_so_many_conversations(database, open_store, owner):
    async with open_store(most=2) as store:
        first = await create(store, owner)
        await create(store, owner)
        with pytest.raises(TooManyConversationsError):
            await create(store, owner)
        await create(store, await new_owner(database))

        await store.delete(owner, first.id)
        await create(store, owner)


async def test_what_nobody_changes_expires_and_makes_room(open_store, owner):
    async with open_store(idle=0.15, most=1) as store:
        conversation = await create(store, owner, turn())
        while await store.page(owner, None, 10):  # noqa: ASYNC110 - no store tells
            await asyncio.sleep(0.01)
        with pytest.raises(NotFoundError):
            await store.read(owner, conversation.id)
        await create(store, owner)


async def test_what_is_used_lives_on(open_store, owner):
    async with open_store(idle=0.6) as store:
        used, unused = await create(store, owner), await create(store, owner)
        while len(await store.page(owner, None, 10)) > 1:
            await say(store, owner, used, "still here")
            await asyncio.sleep(0.02)

        assert (await store.page(owner, None, 10))[0].id == used.id
        with pytest.raises(NotFoundError):
            await store.read(owner, unused.id)


async def test_a_reader_cannot_change_what_is_stored(store, owner):
    conversation = await create(store, owner)

    stored = await store.read(owner, conversation.id)
    stored.conversation.title = "changed"
    stored.turns.append(turn())

    assert (await store.read(owner, conversation.id)).turns == []
    assert (await store.page(owner, None, 1))[0].title is None


async def test_deleting_leaves_no_row(database, store, owner):
    conversation = await create(store, owner, turn("a secret"))

    await store.delete(owner, conversation.id)

    async with database.reading() as session:
        for table in (ConversationRow, TurnRow, MessageRow):
            assert (await session.scalars(select(table))).all() == []


async def test_what_no_column_for_text_can_hold_is_kept(store, owner):
    said = turn("a\0b")
    conversation = await create(store, owner, said, title="\0", system="\udc00")

    stored = await store.read(owner, conversation.id)

    assert stored.turns[0].messages == said.messages
    assert (stored.conversation.title, stored.conversation.system) == ("\0", "\udc00")


async def test_a_turn_is_released_when_the_database_is_back(database, owner, monkeypatch):
    """Else its conversation would be busy until the lease ends, which is minutes."""
    monkeypatch.setattr("app.afterwards.PAUSES", (0, 0))
    afterwards, away = Afterwards(), [StoreUnavailableError()]
    store = SqlConversations(database, afterwards, LONG, 100)
    talk = Conversation()
    await store.create(owner, talk, [])
    await store.begin(owner, talk.id, "turn_1", LONG)
    writing = database.writing

    def restarted():
        if away:
            raise away.pop()
        return writing()

    monkeypatch.setattr(database, "writing", restarted)

    await store.release(owner, talk.id, "turn_1")
    await afterwards.finished()

    assert await store.begin(owner, talk.id, "turn_2", LONG)
