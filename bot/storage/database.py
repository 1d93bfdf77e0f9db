"""The database: transactions, SQLite's settings, and the migrations at start."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage import postgres, sqlite
from bot.storage.private import private_file
from bot.storage.schema import UnusableDatabaseError, behind, migrate

log = structlog.get_logger()

T = TypeVar("T")

# Milliseconds that SQLite waits for other processes. Chosen: `mulai backup` and `forget` take less.
_BUSY = 5000
# Seconds between tries to empty the log while others read it. Chosen.
_SCRUB_AGAIN = (0.1, 0.4, 1.0, 3.0, 5.0, 5.0)


@dataclass(frozen=True, slots=True)
class SingleStatement(Generic[T]):
    """Work of one statement: on a server it is a transaction by itself, and needs no round trips
    for BEGIN and COMMIT.
    """

    work: Callable[[Connection], T]

    def __call__(self, connection: Connection) -> T:
        """Carry it out."""
        return self.work(connection)


class Database:
    """Transactions as plain functions on a connection, the same for every kind of database.

    They run in another thread or on the event loop, so they must wait for nothing but the database
    and change nothing else that is shared. SQLite has one writer at a time, so one connection does
    everything, in the order of the calls.
    """

    def __init__(self, url: URL) -> None:
        self.dialect = url.get_backend_name()
        self._is_sqlite = self.dialect == "sqlite"
        self._file = url.database if url.database != ":memory:" else None
        self._engine = _sqlite_engine(url) if self._is_sqlite else postgres.engine(url)
        # Autocommit: a single statement needs no round trips for BEGIN and COMMIT.
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._only: AsyncConnection | None = None
        self._opening = asyncio.Lock()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._opened: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None

    def remember(self) -> None:
        """From now on use only the file that is there now, and its log."""
        if self._is_sqlite and self._file:
            self._opened = _identity(self._file)
            self._log = _identity(f"{self._file}-wal")

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Carry out work in a transaction; an exception undoes all of it.

        Once begun it runs to its end, even if the caller is cancelled.
        """
        if self._is_sqlite:
            return await self._visit(partial(_written, work))
        if isinstance(work, SingleStatement):
            return await self._to_its_end(self._read(work))
        return await self._to_its_end(self._write(work))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Carry out work that changes nothing."""
        if self._is_sqlite:
            return await self._visit(partial(_looked, work))
        return await self._to_its_end(self._read(work))

    def connection(self) -> AsyncConnection:
        """A server connection to keep, in autocommit mode."""
        return self._reading.connect()

    async def secure(self) -> None:
        """Wait until all that is committed by now outlives a power cut too.

        SQLite could wait for the disk in every commit (synchronous=FULL), some milliseconds,
        three times a message, while nobody else can write. Waiting here, beside the
        transactions, holds up nobody: commits stand one after the other in the log, so that one
        wait is good for all of them.
        """
        if self._is_sqlite and self._file:
            await asyncio.to_thread(_sync, f"{self._file}-wal")
            self._check()
            if self._log_is_gone():
                await self._visit(_looked_at)

    async def scrub(self, *, rewrite: bool = False) -> None:
        """See to it that deleted rows do not remain in the files, as far as that can be.

        SQLite overwrites them itself, and its write-ahead log is emptied here. A PostgreSQL server
        gives their space to the next rows; what stands there until then only goes if the tables are
        written anew (rewrite), for which nobody else can use them for a moment.
        """
        if not self._is_sqlite:
            await self._vacuum(rewrite)
            return
        for pause in _SCRUB_AGAIN:
            if await self.read(_emptied):
                return
            await asyncio.sleep(pause)
        log.warning("the database's log is not emptied now, because others read it all the time")

    async def _vacuum(self, rewrite: bool) -> None:
        try:
            async with self.connection() as connection:
                for statement in postgres.vacuuming(rewrite):
                    await postgres.translated(connection.exec_driver_sql(statement))
        except SQLAlchemyError as error:
            log.warning("deleted rows are tidied up later", error=type(error).__name__)

    async def close(self) -> None:
        """Finish what is under way, then close."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._only is not None:
            await self._only.close()
        await self._engine.dispose()

    async def _visit(self, work: Callable[[Connection], T]) -> T:
        """Do work on SQLite's connection, after the work that was asked for before."""
        self._check()
        if self._log_is_gone():
            await self._rescue()
        if self._only is None:
            async with self._opening:
                self._only = self._only or await self._engine.connect()
        return await sqlite.undamaged(sqlite.at_once(self._only, work))

    def _log_is_gone(self) -> bool:
        return self._log is not None and _identity(f"{self._file}-wal") != self._log

    async def _rescue(self) -> None:
        """Begin a new log where somebody removed or exchanged it.

        The old one is open here, so what stands in it can still be put into the database itself.
        Raises OperationalError if it cannot, and then nothing is confirmed.
        """
        async with self._opening:
            if not self._log_is_gone():
                return
            log.error("the database's log was removed while the bot runs; begun anew")
            if self._only is not None:
                if not await sqlite.at_once(self._only, _emptied):
                    raise OperationalError("", None, sqlite3.OperationalError("the log is in use"))
                await self._only.invalidate()
                await self._only.close()
            self._only = await self._engine.connect()
            await sqlite.at_once(self._only, _touched)
            self._log = _identity(f"{self._file}-wal")

    def _check(self) -> None:
        """Raise OperationalError if the file was removed or exchanged: what is written into it
        then is lost, and a new connection would begin an empty one in its place."""
        if self._opened and self._file and _identity(self._file) != self._opened:
            what = f"{self._file} was removed or exchanged; put it back, or restart"
            raise OperationalError("", None, sqlite3.OperationalError(what))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def _read(self, work: Callable[[Connection], T]) -> T:
        async with self._reading.connect() as connection:
            return await connection.run_sync(work)

    async def _to_its_end(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(postgres.translated(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)


def _written(work: Callable[[Connection], T], connection: Connection) -> T:
    with connection.begin():
        # Take the write lock at once: a transaction that begins to write later may be refused.
        sqlite.driver_of(connection).execute("BEGIN IMMEDIATE")
        return work(connection)


def _looked(work: Callable[[Connection], T], connection: Connection) -> T:
    try:
        return work(
            connection
        )  # outside a transaction, which would wait for writers in other processes
    finally:
        connection.rollback()  # SQLAlchemy does not notice the statement above


def _looked_at(_: Connection) -> None:
    """Do nothing, on a connection that is sound."""


def _touched(connection: Connection) -> None:
    """Have the log made: SQLite does so with the first statement."""
    with connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("PRAGMA user_version")


def _emptied(connection: Connection) -> bool:
    """Try to empty SQLite's log; does not wait for processes that are reading it."""
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        return not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY}")


async def open_database(url: str) -> Database:
    """A database brought to the newest schema.

    Raises NewerSchemaError if it is newer than this code, UnusableDatabaseError if it cannot be
    opened at all.
    """

    async def ready(database: Database) -> None:
        await database.write(migrate)
        database.remember()
        await database.scrub()  # a kill may have come between a deletion and this

    return await _reached(url, ready)


async def try_database(url: str) -> None:
    """Find out whether a database can be used; its schema stays, so another bot may be on it.

    Raises what `open_database` raises.
    """

    async def tried(database: Database) -> None:
        await database.write(behind)

    await (await _reached(url, tried)).close()


async def _reached(url: str, use: Callable[[Database], Coroutine[Any, Any, None]]) -> Database:
    """An open database after its first use."""
    parts = make_url(url)
    database = Database(parts)
    try:
        if database.dialect == "sqlite" and parts.database not in {None, "", ":memory:"}:
            private_file(Path(str(parts.database)))
        await use(database)
    except (DBAPIError, OSError) as error:
        await database.close()
        why = error.orig if isinstance(error, DBAPIError) else error.strerror
        raise UnusableDatabaseError(
            f"MULAI_DATABASE_URL holds {parts.render_as_string()!r}; "
            f"expected a database that can be opened or made there ({why})"
        ) from None
    except BaseException:
        await database.close()
        raise
    return database


def insert_for(dialect: str) -> Callable[..., Any]:
    """The INSERT of a kind of database, which supports ON CONFLICT."""
    if dialect == "sqlite":
        return sqlite_dialect.insert
    from sqlalchemy.dialects import postgresql  # imported only when needed: it is slow to load

    return postgresql.insert


def _identity(path: str) -> tuple[int, int] | None:
    """What tells one file from another, None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - it is asked twice a message, and a Path takes longer
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _sqlite_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        async_creator=partial(sqlite.connect_sqlite, url.database or ":memory:"),
        hide_parameters=True,  # what people wrote stays out of errors, and so out of logs
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _: object) -> None:
        # Autocommit in the driver: where a transaction begins is said above, not guessed.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",  # a commit outlives a kill; `secure` is for power cuts
            "wal_autocheckpoint=4000",  # pages: tidying up waits for the disk, so not too often
            "foreign_keys=ON",
            f"busy_timeout={_BUSY}",
            "secure_delete=ON",  # what a person had deleted is gone from the file too
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

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
