"""SQLite through aiosqlite, with one visit to its thread for a whole transaction.

A visit costs more than most statements do, and SQLAlchemy would make four for each: to make a
cursor, execute, fetch and close, each there and back. Here a transaction runs in the thread from
its beginning to its end, and what it awaits there is done at once. Nothing else of either library
is changed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")


class Connection(aiosqlite.Connection):
    """aiosqlite's connection with our own cursors, which also work inside its thread."""

    def cursor(self) -> Cursor:  # type: ignore[override] # not awaited; SQLAlchemy only enters it
        """A cursor, without a visit to the thread."""
        return Cursor(self)

    async def commit(self) -> None:
        """Commit the transaction."""
        await self.visit(sqlite3.Connection.commit)

    async def rollback(self) -> None:
        """Undo the transaction."""
        await self.visit(sqlite3.Connection.rollback)

    async def visit(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out work in the connection's thread."""
        if threading.current_thread() is self._thread:
            return work(self._conn)
        result: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call] # without types in aiosqlite
        return result

    @property
    def plain(self) -> sqlite3.Connection:
        """The driver's own connection, to be used in its thread only."""
        driver: sqlite3.Connection = self._conn
        return driver


class Cursor:
    """One statement and all its rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        """Execute a statement and fetch what it gives."""
        await self._connection.visit(partial(self._run, sql, parameters, many=False))

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute a statement for each set of parameters."""
        await self._connection.visit(partial(self._run, sql, parameters, many=True))

    async def fetchall(self) -> list[Any]:
        """The rows of the last statement."""
        return self._rows

    async def close(self) -> None:
        """Nothing to do: nothing stays open between two statements."""

    def _run(
        self, sql: str, parameters: Any, connection: sqlite3.Connection, *, many: bool
    ) -> None:
        cursor = connection.cursor()
        try:
            if many:
                cursor.executemany(sql, parameters)
            else:
                cursor.execute(sql, parameters)
            self._rows = cursor.fetchall() if cursor.description else []
            self.description, self.rowcount = cursor.description, cursor.rowcount
            self.lastrowid = cursor.lastrowid
        finally:
            cursor.close()


async def connect_sqlite(path: str, **options: Any) -> Connection:
    """The function by which SQLAlchemy makes connections."""
    connection = Connection(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
    await connection
    return connection


async def at_once(connection: AsyncConnection, work: Callable[[sa.Connection], T]) -> T:
    """Carry out work on a connection in its thread: one visit, however many statements."""
    kept: Any = connection.sync_connection
    driver: Any = kept.connection.driver_connection
    result: T = await driver.visit(lambda _: _finished(connection.run_sync(work)))
    return result


def driver_of(connection: sa.Connection) -> sqlite3.Connection:
    """The driver's own connection below SQLAlchemy's; what it does stands in the same transaction.

    Only inside the work of a visit. Its errors are sqlite3's; `undamaged` translates them.
    """
    driver: Any = connection.connection.driver_connection
    it: sqlite3.Connection = driver.plain
    return it


async def undamaged(work: Awaitable[T]) -> T:
    """Carry out work; its errors are SQLAlchemy's, those of plain statements too. Raise
    OperationalError where the file is damaged: whatever was to be stored is not to blame, and is
    kept until the file is sound.
    """
    try:
        return await work
    except sqlite3.Error as error:
        told = DBAPIError.instance(None, None, error, sqlite3.Error)
        raise _passing(told) from None
    except (DatabaseError, InternalError) as error:
        raise _passing(error) from None


def _passing(error: BaseException) -> BaseException:
    if type(error) in {DatabaseError, InternalError}:
        return OperationalError(None, None, getattr(error, "orig", None) or error)
    return error


def _finished(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never waits."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError("a transaction waited for something other than its database")
