"""Single numbers that a database keeps of itself."""

from __future__ import annotations

from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.tables import marks

# bot: the id of the bot that the database belongs to. hour: when a sweep was counted last, by the
# database's clock. removed: for how many sweeps removed rows have been kept. sweeps-held: how often
# nothing was deleted since it was first found strange. tried: a write that only shows that writing
# works.
MarkName = Literal["bot", "hour", "removed", "sweeps-held", "tried"]
# Deleting is held back for so many sweeps, one an hour: a day. What is deleted then can be brought
# back for so many: a week. Sweeps are counted because the clock may be what is wrong.
HELD_SWEEPS: Final = 24
REMOVED_SWEEPS: Final = 7 * 24
# Seconds by the database's clock in which only one sweep counts, however many bots sweep: a little
# less than an hour.
_HOUR: Final = 3300


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


def hour_has_passed(connection: Connection) -> bool:
    """Whether a sweep counts: only the first of several bots' in an hour does."""
    if connection.dialect.name == "sqlite":
        return True  # there is one bot, and it knows
    seconds = sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.BigInteger)
    put = insert_for("postgresql")(marks).values(name="hour", value=seconds)
    later = put.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": put.excluded.value},
        where=sa.or_(
            marks.c.value <= put.excluded.value - _HOUR,
            marks.c.value > put.excluded.value,  # that clock was set back
        ),
    )
    return connection.execute(later).rowcount == 1
