"""SQLite through aiosqlite, with one visit to its thread for a statement instead of four.

A visit costs more than most statements do: SQLAlchemy makes a cursor, executes, fetches and
closes, each there and back. Nothing else of either library is changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite


class Connection(aiosqlite.Connection):
    """aiosqlite's connection with cursors of ours."""

    def cursor(self) -> Cursor:  # type: ignore[override] # SQLAlchemy enters it, like the other
        """A cursor that is there at once."""
        return Cursor(self)

    async def visit(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Carry out work in the connection's thread."""
        return await self._execute(work, self._conn)  # type: ignore[no-untyped-call] # its own


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
        """Nothing is open between two statements."""

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


async def connect(path: str, **options: Any) -> Connection:
    """What SQLAlchemy asks for when it needs a connection."""
    connection = Connection(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
    await connection
    return connection
