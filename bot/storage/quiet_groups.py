"""Groups in which free words get no answer."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.tables import quiet_groups


def set_quiet(connection: Connection, chat_id: int, *, quiet: bool) -> None:
    """Note whether free words get no answer in a group."""
    connection.execute(sa.delete(quiet_groups).where(quiet_groups.c.chat_id == chat_id))
    if quiet:
        connection.execute(sa.insert(quiet_groups).values(chat_id=chat_id))


def is_quiet(connection: Connection, chat_id: int) -> bool:
    """Whether free words get no answer in a group."""
    there = sa.select(quiet_groups.c.chat_id).where(quiet_groups.c.chat_id == chat_id)
    return connection.execute(there).first() is not None


def move(connection: Connection, old: int, new: int) -> None:
    """The group has got another id."""
    if is_quiet(connection, old):
        set_quiet(connection, old, quiet=False)
        set_quiet(connection, new, quiet=True)
