"""Which store it is: Redis where there is one, else this process's memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.conversations.memory import MemoryConversations
from app.conversations.redis import RedisConversations
from app.conversations.store import Conversations
from app.settings import Settings


@asynccontextmanager
async def open_conversations(settings: Settings) -> AsyncIterator[Conversations]:
    """Give the store for as long as the block. Nothing is connected before it is used."""
    idle, most = settings.conversation_idle, settings.conversations_per_user
    store: Conversations = (
        RedisConversations(str(settings.redis_url), idle, most)
        if settings.redis_url
        else MemoryConversations(idle, most)
    )
    try:
        yield store
    finally:
        await store.close()
