"""Where conversations stand; `hot.py` says how one is looked up and saved."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.tables import conversations


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
