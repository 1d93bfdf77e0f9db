"""The workshops as they are stored. All but `Records` works inside a transaction of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import Database
from bot.storage.tables import boards, workshops
from bot.storage.workshop_boards import UNREACHABLE
from conversations.workshop.state import Workshop, restore_workshop, save_workshop

T = TypeVar("T")
# How many finished workshops of a group are looked at for the last one of a region. Chosen.
_EARLIER = 20


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    """A workshop and where it is held.

    chat_id, thread_id: its group, and the forum topic there or 0. version: counts its changes.
    """

    workshop: Workshop
    chat_id: int
    thread_id: int = 0
    version: int = 1


class Records:
    """Reads and writes of their own, outside of any update."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Carry out work that changes nothing."""
        return await self._database.read(work)

    async def scrub(self) -> None:
        """Take what was deleted out of the database's log too."""
        await self._database.scrub()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Carry out work in a transaction."""
        return await self._database.write(work)


def find(
    connection: Connection, workshop: str, lock: Literal["", "step", "tap"] = ""
) -> WorkshopRecord | None:
    """A workshop by its id.

    lock: "step" keeps others from reading it for a tap or a step until the transaction ends;
        "tap" only keeps steps away. SQLite has one writer anyway.
    """
    statement = sa.select(workshops).where(workshops.c.id == workshop)
    if lock:
        statement = statement.with_for_update(read=lock == "tap")
    return _held(connection.execute(statement).one_or_none())


def open_in(connection: Connection, chat_id: int, thread_id: int) -> WorkshopRecord | None:
    """The workshop that goes on in a group or topic, or, if none does, the last that did."""
    statement = (
        sa.select(workshops)
        .where(workshops.c.chat_id == chat_id, workshops.c.thread_id == thread_id)
        .order_by(workshops.c.finished_at.is_not(None), workshops.c.led_at.desc())
        .limit(1)
        .with_for_update()
    )
    return _held(connection.execute(statement).one_or_none())


def by_secret(connection: Connection, secret: str) -> WorkshopRecord | None:
    """The workshop that a projector page shows."""
    statement = sa.select(workshops).where(workshops.c.secret == secret)
    return _held(connection.execute(statement).one_or_none())


def finished_in(connection: Connection, chat_id: int) -> list[Workshop]:
    """The last workshops that were finished in a group, newest first."""
    statement = (
        sa.select(workshops)
        .where(workshops.c.chat_id == chat_id, workshops.c.finished_at.is_not(None))
        .order_by(workshops.c.finished_at.desc())
        .limit(_EARLIER)
    )
    return [held.workshop for held in map(_held, connection.execute(statement)) if held]


def going_on(connection: Connection, chat_id: int | None = None) -> list[WorkshopRecord]:
    """The workshops that are not finished, of one group or all."""
    statement = sa.select(workshops).where(workshops.c.finished_at.is_(None))
    if chat_id is not None:
        statement = statement.where(workshops.c.chat_id == chat_id).with_for_update()
    rows = connection.execute(statement).all()
    return [held for held in map(_held, rows) if held]


def not_shown(connection: Connection) -> list[str]:
    """The ids of workshops of which some message may not show the present state."""
    statement = sa.select(workshops.c.id).where(
        sa.or_(
            workshops.c.finished_at.is_(None),
            sa.exists().where(
                boards.c.workshop == workshops.c.id,
                boards.c.version < workshops.c.version,
                sa.or_(boards.c.message_id.is_(None), boards.c.message_id != UNREACHABLE),
            ),
        )
    )
    return list(connection.execute(statement).scalars())


def led_by(connection: Connection, user_id: int) -> list[WorkshopRecord]:
    """The workshops, finished or not, that name somebody: as leading, offering, or taking work."""
    named = sa.select(workshops).where(workshops.c.saved.contains(f'"{user_id}"'))
    found = [held for held in map(_held, connection.execute(named).all()) if held]
    return [held for held in found if str(user_id) in held.workshop.named]


def add(connection: Connection, held: WorkshopRecord) -> None:
    """Store a new workshop."""
    connection.execute(
        sa.insert(workshops).values(
            id=held.workshop.id,
            chat_id=held.chat_id,
            thread_id=held.thread_id,
            secret=held.workshop.secret,
            **_changing(held),
        )
    )


def store_changed(connection: Connection, held: WorkshopRecord, after: Workshop) -> WorkshopRecord:
    """Store a workshop as it is after a step."""
    if after == held.workshop:
        return held
    changed = replace(held, workshop=after, version=held.version + 1)
    connection.execute(
        sa.update(workshops).where(workshops.c.id == after.id).values(**_changing(changed))
    )
    return changed


def _changing(held: WorkshopRecord) -> dict[str, Any]:
    workshop = held.workshop
    return {
        "saved": save_workshop(workshop),
        "version": held.version,
        "led_at": workshop.led_at,
        "finished_at": workshop.finished_at,
    }


def _held(row: sa.Row[Any] | None) -> WorkshopRecord | None:
    workshop = restore_workshop(row.saved) if row else None
    if row is None or workshop is None:
        return None
    return WorkshopRecord(workshop, row.chat_id, row.thread_id, row.version)
