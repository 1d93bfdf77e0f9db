"""Rows that were deleted by date in doubt: kept for a week of running, and brought back if asked.

What a person asks to forget is deleted here too, at once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.marks import REMOVED_SWEEPS, drop_mark, mark, set_mark
from bot.storage.tables import (
    conversations,
    participants,
    people,
    removed_rows,
    results,
    unanswered,
    unhelpful,
    workshops,
)
from bot.storage.workshop_notes import workshop_notes
from conversations.workshop.state import restore_workshop, save_workshop

# What is kept; messages on the screen and chats that cannot be reached find themselves again. Votes
# are not: they go for good with the key that opens them.
_KEPT: Final[Mapping[str, sa.Table]] = {
    table.name: table
    for table in (
        conversations,
        people,
        results,
        workshops,
        participants,
        workshop_notes,
        unanswered,
        unhelpful,
    )
}
# Tables that number their rows: the number may belong to another row by now.
_NUMBERED: Final = frozenset({unanswered.name, unhelpful.name})


def keep_removed(connection: Connection, table: sa.Table, which: sa.ColumnElement[bool]) -> None:
    """Keep the rows of a table that are about to be deleted."""
    if table.name not in _KEPT:
        return
    found = connection.execute(sa.select(table).where(which)).mappings().all()
    rows = [
        {
            "of_table": table.name,
            "user_id": row.get("user_id"),
            "content": json.dumps(dict(row), ensure_ascii=False),
        }
        for row in found
    ]
    if rows:
        connection.execute(sa.insert(removed_rows), rows)
        set_mark(connection, "removed", 0)


def bring_back(connection: Connection) -> Mapping[str, int]:
    """Put all removed rows back, except where there is a newer one; how many came, by table."""
    came: Counter[str] = Counter()
    for row in connection.execute(sa.select(removed_rows).order_by(removed_rows.c.id)).all():
        content: dict[str, Any] = json.loads(row.content)
        if row.of_table in _NUMBERED:
            del content["id"]
        put = insert_for(connection.dialect.name)(_KEPT[row.of_table]).values(content)
        came[row.of_table] += connection.execute(put.on_conflict_do_nothing()).rowcount
    _erase(connection)
    return came


def grow_older(connection: Connection) -> bool:
    """An hour of running has passed: erase what has been kept for a week; whether that was done."""
    kept = mark(connection, "removed")
    if kept is None:
        return False
    set_mark(connection, "removed", kept + 1)
    if kept + 1 < REMOVED_SWEEPS:
        return False
    _erase(connection)
    return True


def removed_about(connection: Connection, user_id: int) -> list[dict[str, Any]]:
    """The removed rows that tell of a person."""
    statement = sa.select(removed_rows).where(removed_rows.c.user_id == user_id)
    return [
        {"of_table": row.of_table, "content": json.loads(row.content)}
        for row in connection.execute(statement)
    ]


def forget_removed(connection: Connection, user_id: int) -> int:
    """Erase the removed rows of a person; return how many. Workshops lose their name."""
    theirs = sa.delete(removed_rows).where(removed_rows.c.user_id == user_id)
    rows = connection.execute(theirs).rowcount
    led = sa.select(removed_rows).where(
        removed_rows.c.of_table == workshops.name, removed_rows.c.content.contains(str(user_id))
    )
    for row in connection.execute(led).all():
        content = json.loads(row.content)
        workshop = restore_workshop(content["saved"])
        this = removed_rows.c.id == row.id
        if workshop is None:  # whom else it names nobody can tell: better without it
            connection.execute(sa.delete(removed_rows).where(this))
            continue
        content["saved"] = save_workshop(workshop.without(str(user_id)))
        without = json.dumps(content, ensure_ascii=False)
        connection.execute(sa.update(removed_rows).where(this).values(content=without))
    return rows


def _erase(connection: Connection) -> None:
    connection.execute(sa.delete(removed_rows))
    drop_mark(connection, "removed")
