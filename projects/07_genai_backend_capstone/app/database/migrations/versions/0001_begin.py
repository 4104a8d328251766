"""Users, keys, conversations and usage."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.String(80)
TIME = sa.DateTime(timezone=True)
SAID = sa.JSON()  # a text that may hold what a column for text cannot: NUL, or half a surrogate pair


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("tier", sa.String(16), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", ID, primary_key=True),
        sa.Column("user_id", ID, of("users"), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("family", sa.String(160), primary_key=True),
        sa.Column("user_id", ID, of("users"), nullable=False, index=True),
        sa.Column("jti", ID, nullable=False),
        sa.Column("expires_at", TIME, nullable=False, index=True),
    )
    op.create_table(
        "conversations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("owner", ID, of("users"), nullable=False),
        sa.Column("title", SAID),
        sa.Column("system", SAID),
        sa.Column("model", sa.Text),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("summary", sa.JSON),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False, index=True),
        sa.Column("turn_count", sa.BigInteger, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("cost_nano_usd", sa.BigInteger, nullable=False),
        sa.Column("turn_id", ID),
        sa.Column("reserved_until", TIME),
    )
    op.create_index("ix_conversations_owner_id", "conversations", ["owner", "id"])
    op.create_table(
        "turns",
        sa.Column("id", ID, primary_key=True),
        sa.Column("conversation_id", ID, of("conversations"), nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("idempotency", sa.JSON),
        sa.UniqueConstraint("conversation_id", "place"),
    )
    op.create_table(
        "messages",
        sa.Column("turn_id", ID, of("turns"), primary_key=True),
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("content", SAID, nullable=False),
        sa.Column("extra", sa.JSON, nullable=False),
    )
    op.create_table(
        "usage",
        sa.Column("id", ID, primary_key=True),
        sa.Column("user_id", ID, of("users"), nullable=False),
        sa.Column("key_id", ID),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("settled_at", TIME),
        sa.Column("reserved_nano_usd", sa.BigInteger, nullable=False),
        sa.Column("cost_nano_usd", sa.BigInteger, nullable=False),
        sa.Column("provider", sa.String(32)),
        sa.Column("model", sa.Text),
        sa.Column("input_tokens", sa.BigInteger, nullable=False),
        sa.Column("output_tokens", sa.BigInteger, nullable=False),
        sa.Column("estimated", sa.Boolean, nullable=False),
    )
    op.create_index("ix_usage_user_id_day", "usage", ["user_id", "day"])


def of(table: str) -> sa.ForeignKey:
    """Return what makes a row belong to one of another table, and go with it."""
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def downgrade() -> None:
    for table in ("usage", "messages", "turns", "conversations", "refresh_tokens", "api_keys", "users"):
        op.drop_table(table)
