"""Where a conversation stands, and the language that its person chose."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.effects import Effect
from bot.storage.ownership import ConversationKey
from bot.storage.tables import conversations, people

# Every message needs it, so it is built once: building it takes longer than running it.
_LOAD = sa.select(
    sa.select(conversations.c.state)
    .where(
        conversations.c.chat_id == sa.bindparam("chat"),
        conversations.c.user_id == sa.bindparam("user"),
    )
    .scalar_subquery(),
    sa.select(people.c.language).where(people.c.user_id == sa.bindparam("user")).scalar_subquery(),
)


def saved_state(connection: Connection, key: ConversationKey) -> tuple[str | None, str | None]:
    """The saved state of a conversation and the language its person chose."""
    row = connection.execute(_LOAD, {"chat": key[0], "user": key[1]}).one()
    return row[0], row[1]


def save_state(connection: Connection, effect: Effect, now: int) -> None:
    """Save the state of an effect, and its language if it has one. now: seconds since 1970."""
    chat_id, user_id = effect.key
    connection.execute(
        _save(connection.dialect.name),
        {"chat_id": chat_id, "user_id": user_id, "state": effect.state, "seen_at": now},
    )
    if effect.language is not None and user_id:
        connection.execute(
            _speaks(connection.dialect.name),
            {"user_id": user_id, "language": effect.language, "seen_at": now},
        )


@cache
def _speaks(dialect: str) -> sa.Insert:
    person = insert_for(dialect)(people)
    speaking: sa.Insert = person.on_conflict_do_update(
        index_elements=["user_id"],
        set_={"language": person.excluded.language, "seen_at": person.excluded.seen_at},
    )
    return speaking


@cache
def _save(dialect: str) -> sa.Insert:
    conversation = insert_for(dialect)(conversations)
    saving: sa.Insert = conversation.on_conflict_do_update(
        index_elements=["chat_id", "user_id"],
        set_={
            "state": conversation.excluded.state,
            "seen_at": conversation.excluded.seen_at,
        },
    )
    return saving


def move_states(connection: Connection, old: int, new: int) -> None:
    """Move the conversations of a group to its id as a supergroup."""
    # Messages under the new id may arrive before the news that the old one is gone.
    there = sa.select(conversations.c.user_id).where(conversations.c.chat_id == new)
    connection.execute(
        sa.update(conversations)
        .where(conversations.c.chat_id == old, conversations.c.user_id.not_in(there))
        .values(chat_id=new)
    )
    connection.execute(sa.delete(conversations).where(conversations.c.chat_id == old))
