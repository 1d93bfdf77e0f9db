"""Single numbers that a database keeps of itself."""

from __future__ import annotations

from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.tables import marks

# bot: the id of the bot that the database belongs to. sweeps-held: how often nothing was deleted
# since it was first found strange. tried: a write that only shows that writing works.
MarkName = Literal["bot", "sweeps-held", "tried"]
# Deleting is held back for so many sweeps, one an hour: a day.
HELD_SWEEPS: Final = 24


def mark(connection: Connection, name: MarkName) -> int | None:
    """A number; None if there is none."""
    statement = sa.select(marks.c.value).where(marks.c.name == name)
    value: int | None = connection.execute(statement).scalar_one_or_none()
    return value


def set_mark(connection: Connection, name: MarkName, value: int) -> None:
    """Keep a number."""
    put = insert_for(connection.dialect.name)(marks).values(name=name, value=value)
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def drop_mark(connection: Connection, name: MarkName) -> None:
    """Keep a number no longer."""
    connection.execute(sa.delete(marks).where(marks.c.name == name))


def owner_of(connection: Connection, bot_id: int) -> int:
    """The id of the bot that the database belongs to: this one's, if it was nobody's."""
    put = insert_for(connection.dialect.name)(marks).values(name="bot", value=bot_id)
    connection.execute(put.on_conflict_do_nothing())
    return mark(connection, "bot") or bot_id
