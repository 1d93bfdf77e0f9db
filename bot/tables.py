"""The tables, for SQLite and PostgreSQL alike; migrations/ builds them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()

# SQLite counts by itself only in a column that is exactly INTEGER.
_Counter = BigInteger().with_variant(Integer, "sqlite")

# Raw updates. `body` holds Telegram's JSON until the update has had its effect; then only the id
# stays, so that a second delivery is recognised. Times are whole seconds since 1970.
inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text),
    Column("received_at", BigInteger, nullable=False),
    Index("ix_inbox_received_at", "received_at"),
)

# Calls to be sent, in order; a row leaves when Telegram has taken it or never will.
outbox = Table(
    "outbox",
    metadata,
    Column("id", _Counter, primary_key=True),
    Column("chat_id", BigInteger),
    Column("call", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_outbox_chat_id", "chat_id"),
)

# What a person chose for all chats.
people = Table(
    "people",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(2)),
    Column("seen_at", BigInteger, nullable=False),
)

# The state of one person in one chat.
conversations = Table(
    "conversations",
    metadata,
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("chat_id", "user_id"),
    Index("ix_conversations_user_id", "user_id"),
)

# Diagnostics taken to their result. `answers` is a JSON list of [question, option].
results = Table(
    "results",
    metadata,
    Column("user_id", BigInteger, nullable=False),
    Column("run", Integer, nullable=False),
    Column("region", String(16), nullable=False),
    Column("role", String(32), nullable=False),
    Column("answers", Text, nullable=False),
    Column("day", String(10), nullable=False),
    PrimaryKeyConstraint("user_id", "run"),
)

# Chats that cannot be written to (blocked, removed); no row means reachable.
chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reachable", Boolean, nullable=False),
)

# Questions without an answer, for the curators; whose they were is not known.
unanswered = Table(
    "unanswered",
    metadata,
    Column("id", _Counter, primary_key=True),
    Column("question", Text, nullable=False),
    Column("nearest", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
)
