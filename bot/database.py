"""The database: one thread at work on it, SQLite's settings, and the migrations at start."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import StaticPool

T = TypeVar("T")

# The newest migration: a database that is there already needs no Alembic at start.
HEAD = "0002"

# Execution option of connections that only read.
_READING = "reading"


class NewerSchemaError(Exception):
    """The database was written by a later version of Mulai."""


class Database:
    """Transactions as plain functions, each carried out whole by the one thread that may.

    An asynchronous driver goes to its thread and back several times for every statement; here it
    is once for a transaction. SQLite has one writer at a time anyway, and the thread's queue is a
    fair one. A transaction goes on to its end even if nobody waits for it any more.
    """

    def __init__(self, url: URL) -> None:
        self.dialect = url.get_backend_name()
        self._file = url.database if url.database != ":memory:" else None
        self._engine = _engine(url)
        self._reading = self._engine.execution_options(**{_READING: True})
        self._thread = ThreadPoolExecutor(1, "database")

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Carry out work in a transaction; an exception undoes all of it."""
        return await self._in_thread(lambda: self._within(self._engine, work))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Carry out work that changes nothing."""
        return await self._in_thread(lambda: self._within(self._reading, work))

    async def secure(self) -> None:
        """Wait until all that is committed by now outlives a power cut too.

        SQLite could wait for the disk in every commit (synchronous=FULL), some milliseconds,
        three times a message, while nobody else can write. Waiting here, beside the
        transactions, holds up nobody: commits stand one after the other in the log, so that one
        wait is good for all of them.
        """
        if self.dialect == "sqlite" and self._file:
            await asyncio.to_thread(_sync, f"{self._file}-wal")

    async def scrub(self) -> None:
        """Empty SQLite's write-ahead log: what was deleted must not live on in it."""
        if self.dialect == "sqlite":
            await self.read(lambda it: it.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)"))

    async def close(self) -> None:
        """Finish what is under way, then close."""
        await self._in_thread(self._engine.dispose)
        self._thread.shutdown()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _within(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        with engine.begin() as connection:
            return work(connection)


async def open_database(url: str) -> Database:
    """A database brought to the newest schema.

    Raises NewerSchemaError if it is newer than this code.
    """
    parts = make_url(url)
    if parts.database and parts.database != ":memory:":
        Path(parts.database).parent.mkdir(parents=True, exist_ok=True)
    database = Database(parts.set(drivername=parts.get_backend_name()))
    try:
        await database.write(_migrate)
    except BaseException:
        await database.close()
        raise
    return database


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    engine = sa.create_engine(url, poolclass=StaticPool)

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        # Autocommit in the driver: where a transaction begins is said below, not guessed.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",  # a commit outlives a kill; `secure` is for power cuts
            "wal_autocheckpoint=4000",  # pages: tidying up waits for the disk, so not too often
            "foreign_keys=ON",
            "busy_timeout=5000",
            "secure_delete=ON",  # what a person had deleted is gone from the file too
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Take the write lock at once: a transaction that turns writer half-way may be refused.
        # A connection that only reads needs no transaction and must not wait for writers.
        if not connection.get_execution_options().get(_READING):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _sync(path: str) -> None:
    # SQLite holds no lock on this file that closing it could drop.
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return  # all of it is in the database itself, where SQLite has waited for the disk
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _migrate(connection: Connection) -> None:
    known = sa.inspect(connection).has_table("alembic_version")
    at = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if known else None
    if at == HEAD:
        return
    # Alembic is imported only when there is something to do: it costs a fifth of a second.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    if at is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(at)
        except CommandError:
            raise NewerSchemaError(
                f"the database has schema {at}, this version of Mulai knows up to {HEAD}; "
                "start the newer version, or restore a backup made before the upgrade"
            ) from None
    command.upgrade(config, "head")
