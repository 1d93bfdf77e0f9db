"""The tables, for SQLite and PostgreSQL alike; migrations/ builds them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    false,
)

metadata = MetaData()

# A table, and which of its rows are kept no longer.
Outdated = tuple[Table, ColumnElement[bool]]

# SQLite numbers rows by itself only in a column of exactly the type INTEGER.
_Counter = BigInteger().with_variant(Integer, "sqlite")

# The highest update id that fits into the inbox's key.
HIGHEST_UPDATE = 2**63 - 1

# Raw updates. `body` holds Telegram's JSON until the update has had its effect; then only the id
# stays, so that a second delivery is recognised. `tries` counts how often it was begun after a
# bot had left it. Times are whole seconds since 1970.
inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text),
    Column("received_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index("ix_inbox_received_at", "received_at"),
)

# Updates that could not be handled, with the reason in a word or two: nobody waits for them, and
# somebody can look at them. `update_id` is text, because it may be larger than any number here.
failed_updates = Table(
    "failed_updates",
    metadata,
    Column("id", _Counter, primary_key=True),
    Column("update_id", String(40), nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("body", Text),
    Column("reason", String(80), nullable=False),
    Column("failed_at", BigInteger, nullable=False),
)

# Rows that were deleted although that looked like the work of a wrong clock, as JSON: for a week of
# running they can be brought back. `user_id` is whom a row tells of, if anybody.
removed_rows = Table(
    "removed_rows",
    metadata,
    Column("id", _Counter, primary_key=True),
    Column("of_table", String(32), nullable=False),
    Column("user_id", BigInteger),
    Column("content", Text, nullable=False),
    Index("ix_removed_rows_user_id", "user_id"),
)

# Calls to be sent, in order; a row leaves when Telegram has taken it or never will. `owner` is the
# replica that posted it, where there are several. No number is used twice: marking a row as
# delivered that another process has deleted must not delete a newer row.
outbox = Table(
    "outbox",
    metadata,
    Column("id", _Counter, primary_key=True),
    Column("chat_id", BigInteger),
    Column("call", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("owner", Integer),
    Index("ix_outbox_chat_id", "chat_id"),
    sqlite_autoincrement=True,
)

# With several replicas on PostgreSQL: the updates that wait in the inbox, the conversation that
# each belongs to, the number of the replica that has it in hand (no number: nobody has), and
# whether that replica has begun it.
claims = Table(
    "claims",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("owner", Integer),
    Column("begun", Boolean, nullable=False),
    Index("ix_claims_conversation", "chat_id", "user_id"),
)

# Likewise, which replica sends what waits for a chat, and how many messages it may get now: so
# many `tokens` there were at a time in seconds since 1970. Chat 0 stands for all together.
lanes = Table(
    "lanes",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner", Integer),
    Column("tokens", Float, nullable=False),
    Column("at", Float, nullable=False),
)

# When each replica was seen last, in seconds since 1970 by the database's clock.
replicas = Table(
    "replicas",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("seen_at", Float, nullable=False),
)

# Single numbers that the database keeps of itself, see bot/storage/marks.py.
marks = Table(
    "marks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

# What a person chose for all chats. `discreet`: the note that answers a vote does not repeat it.
people = Table(
    "people",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(2)),
    Column("seen_at", BigInteger, nullable=False),
    Column("discreet", Boolean, nullable=False, server_default=false()),
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
    Column("region", String(60), nullable=False),
    Column("role", String(32), nullable=False),
    Column("answers", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("kind", String(16), nullable=False, server_default=""),
    Column("doubts", Text, nullable=False, server_default="[]"),
    PrimaryKeyConstraint("user_id", "run"),
)

# Links with which people show a result of theirs to others.
result_links = Table(
    "result_links",
    metadata,
    Column("user_id", BigInteger, nullable=False),
    Column("run", Integer, nullable=False),
    Column("token", String(64), nullable=False, unique=True),
    PrimaryKeyConstraint("user_id", "run"),
)

# First steps that people have taken on; see conversations.keeping.PlanItem.
plans = Table(
    "plans",
    metadata,
    Column("user_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("region", String(60), nullable=False),
    Column("priority", String(32), nullable=False),
    Column("step", String(8), nullable=False),
    Column("agency", String(60), nullable=False),
    Column("person", String(60), nullable=False),
    Column("due", String(10), nullable=False),
    Column("state", String(8), nullable=False),
    Column("obstacle", String(8), nullable=False),
    PrimaryKeyConstraint("user_id", "number"),
)

# Reminders still to be sent, not before a time in seconds since 1970. `about` is "due" (then
# `number` is that of an item of the plan), or so many days after the result of that run. The row
# goes in the transaction that puts the message into the outbox, so each is sent once.
reminders = Table(
    "reminders",
    metadata,
    Column("user_id", BigInteger, nullable=False),
    Column("about", String(8), nullable=False),
    Column("number", Integer, nullable=False),
    Column("region", String(60), nullable=False),
    Column("not_before", BigInteger, nullable=False),
    PrimaryKeyConstraint("user_id", "about", "number"),
    Index("ix_reminders_not_before", "not_before"),
)

# Whether a person wants reminders (no row: yes), and when the last one was sent.
reminded = Table(
    "reminded",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("wanted", Boolean, nullable=False),
    Column("last_at", BigInteger),
)

# Chats that cannot be written to (blocked, removed); no row means reachable.
chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reachable", Boolean, nullable=False),
)

# Groups where free words get no answer; commands and workshops go on.
quiet_groups = Table(
    "quiet_groups",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
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

# Questions passed on to the curators, each until it is answered; `user_id` is who waits for that.
passed_questions = Table(
    "passed_questions",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("nearest", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Index("ix_passed_questions_user_id", "user_id"),
)

# Answers that did not help, with what was asked ("" where a button led there); as above.
unhelpful = Table(
    "unhelpful",
    metadata,
    Column("id", _Counter, primary_key=True),
    Column("topic", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("rated_at", BigInteger, nullable=False),
)

# How often something happened on a day; never who did it.
tallies = Table(
    "tallies",
    metadata,
    Column("day", String(10), nullable=False),
    Column("what", String(32), nullable=False),
    Column("times", Integer, nullable=False),
    PrimaryKeyConstraint("day", "what"),
)

# Workshops. `saved` is the header as conversations.workshop.state saves it, `version` counts its
# changes; thread_id is 0 outside of forum topics. `secret` opens the projector page.
workshops = Table(
    "workshops",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("secret", String(64), nullable=False, unique=True),
    Column("saved", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("led_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Index("ix_workshops_place", "chat_id", "thread_id"),
)

participants = Table(
    "participants",
    metadata,
    Column("workshop", String(16), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("agency", String(48), nullable=False),
    Column("roll", Integer, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("name", String(64), nullable=False, server_default=""),
    PrimaryKeyConstraint("workshop", "user_id"),
    Index("ix_participants_user_id", "user_id"),
)

# One vote of one person on one question in one round; the last one counts. `option` is sealed under
# the workshop's key; both are deleted when it ends.
votes = Table(
    "votes",
    metadata,
    Column("workshop", String(16), nullable=False),
    Column("question", String(32), nullable=False),
    Column("round", Integer, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("option", String(64), nullable=False),
    PrimaryKeyConstraint("workshop", "question", "round", "user_id"),
    Index("ix_votes_user_id", "user_id"),
)

# What the votes of a workshop can be read with, until it ends; no backup of `mulai backup` has it.
vote_keys = Table(
    "vote_keys",
    metadata,
    Column("workshop", String(16), primary_key=True),
    Column("key", String(64), nullable=False),
)

# The messages that show a workshop: the group's board ("group") and the one above it whose question
# was left ("left"), those of people who vote in private ("private"), the panels of those who lead
# ("panel"). message_id is NULL while one is to be posted anew, which `posting` counts; `shown` is a
# digest of what stands there, made from the workshop's `version`. No other replica touches it
# before `free_at`, in seconds since 1970 by the database's clock. `refused` is why Telegram does
# not show what should stand there, "" if it does.
boards = Table(
    "boards",
    metadata,
    Column("workshop", String(16), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("posting", Integer, nullable=False),
    Column("message_id", BigInteger),
    Column("shown", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("free_at", Float, nullable=False),
    Column("refused", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("workshop", "chat_id", "kind"),
)
