"""Databases for the tests, of both kinds, that can be looked into from outside of the bot."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.bot.postgres import Server

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Storage(Protocol):
    """Where a database is or will be; `url` as MULAI_DATABASE_URL has it."""

    @property
    def url(self) -> str: ...

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Carry out a statement by itself; return what it gives."""


class SqliteFile:
    """A file, perhaps not there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite+aiosqlite:///{path}"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """See Storage."""
        with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            return connection.execute(query).fetchall()


class PostgresDatabase:
    """A new database on a server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.name = server.create()
        self.url = server.url(self.name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """See Storage."""
        return self.server.rows(self.name, query)


def both() -> pytest.MarkDecorator:
    """Run a test on both kinds of database."""
    return pytest.mark.parametrize("engine", [SQLITE, POSTGRESQL])
