"""Faults of the database itself: a part removed, a page flipped, a lock held by somebody else."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import asyncpg

from bot.operations.doctor import database as examined
from tests.matrix.rooms import Room

# Seconds that another process holds the lock: on a file longer than SQLite waits by itself.
_ON_FILE, _ON_SERVER = 6.0, 3.0


async def log_removed(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Somebody tidies up beside the database."""
    room.file.with_name(f"{room.file.name}-wal").unlink()
    room.struck += 1
    begun()


async def page_flipped(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """A page of the table that everything goes through is damaged, and repaired later."""
    bot = room.bots[0]
    await room.settled()  # or the kill would be a fault of its own
    await bot.kill()
    where, sound = _flipped(room.file)
    assert "FAIL" in str(examined(room.file))
    await bot.begin()
    begun()
    while "malformed" not in room.log:  # noqa: ASYNC110 - logs ring no bell
        await asyncio.sleep(0.05)
    room.struck += 1
    await asyncio.sleep(1)
    await bot.kill()
    with room.file.open("r+b") as file:
        file.seek(where)
        file.write(sound)
    assert "FAIL" not in str(examined(room.file))
    await bot.begin()


def _flipped(file: Path) -> tuple[int, bytes]:
    """Turn the bits of the first page of the inbox; return where it is, and what stood there."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'inbox'"
        ).fetchone()
    where = (page - 1) * size
    with file.open("r+b") as opened:
        opened.seek(where)
        sound = opened.read(size)
        opened.seek(where)
        opened.write(bytes(byte ^ 0xFF for byte in sound))
    return where, sound


async def locked(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Another process holds what every update needs."""
    let_go, held = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell() -> None:
        loop.call_soon_threadsafe(held.set)

    work = _hold_file if room.kind.is_sqlite else _hold_tables
    with ThreadPoolExecutor(1) as beside:
        holding = loop.run_in_executor(beside, work, room, tell, let_go)
        await held.wait()
        begun()
        await asyncio.sleep(_ON_FILE if room.kind.is_sqlite else _ON_SERVER)
        let_go.set()
        await holding
    room.struck += 1


def _hold_file(room: Room, tell: Callable[[], None], let_go: threading.Event) -> None:
    with contextlib.closing(sqlite3.connect(room.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        tell()
        let_go.wait()
        other.execute("ROLLBACK")


def _hold_tables(room: Room, tell: Callable[[], None], let_go: threading.Event) -> None:
    async def hold() -> None:
        connection = await asyncpg.connect(
            host="127.0.0.1",
            port=room.database.server.port,
            user="postgres",
            database=room.database.name,
        )
        try:
            async with connection.transaction():
                await connection.execute("LOCK TABLE inbox, outbox IN ACCESS EXCLUSIVE MODE")
                tell()
                await asyncio.to_thread(let_go.wait)
        finally:
            await connection.close()

    asyncio.run(hold())
