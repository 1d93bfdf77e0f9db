"""Faults of the disk below the database, as the database meets them.

SQLite's writes are refused below it, see tests/matrix/shim.py. A server refuses with the errors
that it has for such disks: triggers raise them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from tests.matrix.rooms import Room

# One of these stands in the log, by what was being written.
TOLD = (
    "database refuses|could not be fetched|update not kept|outbox not marked|not noted"
    "|boards wait for the database|not claimed|replicas cannot be seen|refuses to be swept"
)
# Seconds without room. Longer than the first tries take.
_FULL = 3.0
# Of the first so many writes one fails.
_MOST_WRITES = 3
_TABLES = ("inbox", "outbox", "conversations")
_NO_ROOM, _IO_ERROR = "53100", "58030"


async def full(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Every write fails for want of room."""
    if room.kind.is_sqlite:
        control = room.bots[0].control
        control.put("full", 1)
        begun()
        await asyncio.sleep(_FULL)
        control.put("full", 0)
        room.struck += control.get("failed")
        return
    await asyncio.to_thread(_refuse, room, "true", _NO_ROOM)
    begun()
    await asyncio.sleep(_FULL)
    await _allow(room)
    room.struck += 1


async def broken_write(room: Room, random: Random, begun: Callable[[], None]) -> None:
    """One write fails, the next one succeeds."""
    number = random.randint(1, _MOST_WRITES)
    if room.kind.is_sqlite:
        control = room.bots[0].control
        control.put("writes_left", number)
        begun()
        while not control.get("failed"):  # noqa: ASYNC110 - it stands in shared memory
            await asyncio.sleep(0.02)
        room.struck += 1
        return
    await asyncio.to_thread(room.rows, "CREATE SEQUENCE written")
    await asyncio.to_thread(_refuse, room, f"nextval('written') = {number}", _IO_ERROR)
    begun()
    while not await asyncio.to_thread(_reached, room, number):  # noqa: ASYNC110 - nor is this told
        await asyncio.sleep(0.1)
    await _allow(room)
    room.struck += 1


def _reached(room: Room, number: int) -> bool:
    ((value, called),) = room.rows("SELECT last_value, is_called FROM written")
    return bool(called and value >= number)


def _refuse(room: Room, when: str, error: str) -> None:
    """Let writes into the tables of the way of an update fail under a condition."""
    _say_when(room, when, error)
    for table in _TABLES:
        room.rows(
            f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse()"
        )


def _say_when(room: Room, when: str, error: str) -> None:
    room.rows(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {when} THEN RAISE EXCEPTION 'the disk fails' USING ERRCODE = '{error}'; END IF;"
        " RETURN NEW; END $$"
    )


async def _allow(room: Room) -> None:
    # Not by dropping it: that would wait for the tables, and bots for it.
    await asyncio.to_thread(_say_when, room, "false", _NO_ROOM)
