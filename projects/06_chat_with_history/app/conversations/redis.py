"""Conversations in Redis, for several processes: short time-outs, and every change in one step.

All of an owner's keys have the owner in braces, so that a Redis cluster keeps them on one node, where a
script can reach them all.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.conversations import scripts
from app.conversations.errors import (
    ConversationBusyError,
    TooManyConversationsError,
    TurnLostError,
)
from app.conversations.models import Conversation, Stored, Turn, now
from app.conversations.store import CHANGED_BY_A_TURN
from genai_shared.errors import NotFoundError, StoreUnavailableError

TIMEOUT = 1.0  # seconds, to connect and for each answer; a conversation is up to a few hundred kilobytes


class RedisConversations:
    """`idle` is in seconds, `most` is how many conversations an owner may have."""

    def __init__(self, url: str, idle: float, most: int) -> None:
        # Once more after a lost connection, as a restarted server leaves them; every script may come twice.
        self._redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 1),
        )
        self._idle = round(idle * 1_000)
        self._most = most
        names = ("CREATE", "CHANGE", "BEGIN", "COMMIT", "RELEASE", "DELETE")
        self._scripts = {name: self._redis.register_script(getattr(scripts, name)) for name in names}

    async def create(self, owner: str, conversation: Conversation, turns: list[Turn]) -> None:
        head = words(conversation.model_dump(mode="json"))
        texts = [turn.model_dump_json() for turn in turns]
        if not await self._run("CREATE", owner, conversation.id, self._most, len(head), *head, *texts):
            raise TooManyConversationsError

    async def page(self, owner: str, before: str | None, limit: int) -> list[Conversation]:
        with available():
            seconds, micros = await self._redis.time()
            living = seconds * 1_000 + micros // 1_000
            mine: list[str] = await self._redis.zrangebyscore(index(owner), f"({living}", "+inf")  # type: ignore[assignment] # only its plain form is asked for
            ids = sorted((id_ for id_ in mine if before is None or id_ < before), reverse=True)[:limit]
            async with self._redis.pipeline(transaction=False) as pipeline:
                for id_ in ids:
                    pipeline.hgetall(keys(owner, id_)[1])
                heads = await pipeline.execute()
        return [conversation_from(head) for head in heads if head]  # one may have expired just now

    async def read(self, owner: str, id_: str) -> Stored:
        _, head, turns, _ = keys(owner, id_)
        with available():
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.hgetall(head)
                pipeline.lrange(turns, 0, -1)
                return stored_from(*await pipeline.execute())

    async def rename(self, owner: str, id_: str, title: str | None) -> Conversation:
        changes = {"title": title, "updated_at": now().isoformat()}
        head = await self._run("CHANGE", owner, id_, *words(changes))
        return conversation_from(pairs(head or []))

    async def delete(self, owner: str, id_: str) -> None:
        if not await self._run("DELETE", owner, id_):
            raise NotFoundError(NO_SUCH)

    async def begin(self, owner: str, id_: str, turn_id: str, lease: float) -> Stored:
        found = await self._run("BEGIN", owner, id_, turn_id, round(lease * 1_000))
        if found == "busy":
            raise ConversationBusyError
        if found == "gone":
            raise NotFoundError(NO_SUCH)
        head, turns = found
        return stored_from(pairs(head), turns)

    async def commit(self, owner: str, conversation: Conversation, turn: Turn) -> None:
        changes = words(conversation.model_dump(mode="json", include=CHANGED_BY_A_TURN))
        if not await self._run("COMMIT", owner, conversation.id, turn.id, turn.model_dump_json(), *changes):
            raise TurnLostError

    async def release(self, owner: str, id_: str, turn_id: str) -> None:
        await self._run("RELEASE", owner, id_, turn_id)

    async def ping(self) -> None:
        with available():
            await self._redis.ping()

    async def close(self) -> None:
        await self._redis.aclose()

    async def _run(self, script: str, owner: str, id_: str, *args: str | int) -> Any:  # noqa: ANN401 - what the script returns
        with available():
            return await self._scripts[script](keys=keys(owner, id_), args=[id_, self._idle, *args])


NO_SUCH = "You have no such conversation."


def index(owner: str) -> str:
    return f"chat:{{{owner}}}"


def keys(owner: str, id_: str) -> list[str]:
    """Return the keys in the order of the scripts: index, head, turns, reservation."""
    return [
        index(owner),
        f"chat:{{{owner}}}:{id_}",
        f"chat:{{{owner}}}:{id_}:turns",
        f"chat:{{{owner}}}:{id_}:turn",
    ]


def words(fields: dict[str, Any]) -> list[str]:
    """Return names and values in turn; a value is JSON."""
    return [word for name, value in fields.items() for word in (name, json.dumps(value))]


def pairs(found: list[str]) -> dict[str, str]:
    return dict(zip(found[::2], found[1::2], strict=True))


def conversation_from(head: dict[str, str]) -> Conversation:
    """Read a head as it lies in Redis. NotFoundError: there is none."""
    if not head:
        raise NotFoundError(NO_SUCH)
    return Conversation.model_validate({name: json.loads(value) for name, value in head.items()})


def stored_from(head: dict[str, str], turns: list[str]) -> Stored:
    conversation = conversation_from(head)
    return Stored(conversation=conversation, turns=[Turn.model_validate_json(turn) for turn in turns])


@contextmanager
def available() -> Iterator[None]:
    """Let no failure of Redis out but StoreUnavailableError."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailableError(retry_after=1) from error
