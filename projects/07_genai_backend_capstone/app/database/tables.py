"""The tables. Money is in whole nano-dollars: sums of fractions would not come out even."""

from datetime import UTC, datetime
from typing import Any, NewType

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NANO = 1_000_000_000  # nano-dollars in a dollar
Id = String(80)
Json = JSON(none_as_null=True)


# What people and models say may hold what a column for text cannot: NUL, or half a surrogate pair. JSON
# escapes both.
Said = NewType("Said", str)


class UtcTime(TypeDecorator[datetime]):
    """A time with its zone, which SQLite forgets: it is UTC everywhere."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """What Alembic compares the migrations with."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's way
        datetime: UtcTime,
        dict[str, Any]: Json,
        int: BigInteger,
        str: Text,
        Said: Json,
    }


class UserRow(Base):
    """Somebody with an account. Who is disabled keeps everything, and can do nothing."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    password: Mapped[str]  # argon2
    role: Mapped[str] = mapped_column(String(16))
    tier: Mapped[str] = mapped_column(String(16))
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class ApiKeyRow(Base):
    """A key, of which only the digest is kept."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str]  # separated by spaces
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class RefreshTokenRow(Base):
    """The newest refresh token of a log-in; an older one that comes back ends the family."""

    __tablename__ = "refresh_tokens"

    family: Mapped[str] = mapped_column(String(160), primary_key=True)  # user id, a dot, and what is random
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    jti: Mapped[str] = mapped_column(Id)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ConversationRow(Base):
    """A conversation without what was said. `turn_id` is the turn that has reserved it, if any."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner: Mapped[str] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[Said | None]
    system: Mapped[Said | None]
    model: Mapped[str | None]
    context: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)  # unless somebody changes it before
    turn_count: Mapped[int]
    size: Mapped[int]
    cost_nano_usd: Mapped[int]
    turn_id: Mapped[str | None] = mapped_column(Id)
    reserved_until: Mapped[datetime | None]

    __table_args__ = (Index("ix_conversations_owner_id", "owner", "id"),)


class TurnRow(Base):
    """A question and what followed. `place` counts from 0 in its conversation."""

    __tablename__ = "turns"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id", ondelete="CASCADE"))
    place: Mapped[int]
    created_at: Mapped[datetime]
    tokens: Mapped[int]
    complete: Mapped[bool]
    answer: Mapped[dict[str, Any] | None]
    idempotency: Mapped[dict[str, Any] | None]

    __table_args__ = (UniqueConstraint("conversation_id", "place"),)


class MessageRow(Base):
    """One message of a turn, in OpenAI's shape."""

    __tablename__ = "messages"

    turn_id: Mapped[str] = mapped_column(Id, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(16))
    content: Mapped[Said]
    extra: Mapped[dict[str, Any]]  # tool calls, and the call that a tool's message answers


class UsageRow(Base):
    """One request to a model: reserved before it, settled after it.

    `reserved_nano_usd` counts until `settled_at`, or until `expires_at` if the process died before.
    """

    __tablename__ = "usage"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    key_id: Mapped[str | None] = mapped_column(Id)
    day: Mapped[str] = mapped_column(String(10))  # UTC, as 2026-11-28
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    reserved_nano_usd: Mapped[int]
    cost_nano_usd: Mapped[int]
    provider: Mapped[str | None] = mapped_column(String(32))
    model: Mapped[str | None]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    estimated: Mapped[bool]  # the answer broke off, so the provider never said

    __table_args__ = (Index("ix_usage_user_id_day", "user_id", "day"),)
