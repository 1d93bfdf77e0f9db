"""The choice of backend: one bot alone on SQLite, or one of several on a PostgreSQL database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.papers.making import PAPERS
from bot.pipeline.lanes import Lanes, OwnLanes
from bot.pipeline.replicas.membership import Replica, join_replicas
from bot.pipeline.replicas.sending import SharedLanes, SharedPacing
from bot.storage.backups import InUseError, database_file, hold_database
from bot.storage.database import Database, open_database
from bot.storage.failures import Failures
from bot.storage.private import private_folder
from bot.storage.store import Store
from bot.storage.upkeep import Upkeep
from bot.storage.workshops import Records
from bot.telegram.pacing import Pacer, Pacing

log = structlog.get_logger()

# Seconds between two looks whether the other bot has ended. Chosen.
_ASK_AGAIN = 0.25


class BackendError(Exception):
    """The database cannot be used just now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Backend:
    """What depends on whether the bot is alone on its database.

    store, records, failures, upkeep: what is kept. pacing: Telegram's pace. lanes: what waits for
    each chat. replica: this bot as one of several; None for a bot that is alone.
    """

    store: Store
    records: Records
    failures: Failures
    upkeep: Upkeep
    pacing: Pacer
    lanes: Lanes
    replica: Replica | None = None


@asynccontextmanager
async def open_backend(url: str, clock: Clock) -> AsyncIterator[Backend]:
    """The backend for a database; closed at the end, what is not done is left to others.

    Raises BackendError, and what `open_database` raises.
    """
    # The lock is released last: the file must not be exchanged before the database is closed.
    with ExitStack() as lock:
        lock.enter_context(await _the_only_one(url))
        database = await open_database(url)
        try:
            lock.enter_context(_held(url))
            alone = database.dialect == "sqlite"
            backend = _alone(database, clock) if alone else await _shared(database, clock)
        except BaseException:
            await database.close()
            raise
        try:
            yield backend
        finally:
            if backend.replica:
                await backend.replica.close()
            await backend.store.close()


async def _the_only_one(url: str) -> AbstractContextManager[object]:
    """Wait until no other bot is on a file: at a rolling restart the one before still ends.

    Two would send everything twice. The lock ends with the process, however that ends.
    """
    file, told = database_file(url), False
    while file is not None:
        try:
            private_folder(file.parent)
            return hold_database(file, alone=True, name="bot")
        except InUseError:
            if not told:
                log.warning("another bot is on this database; waiting until it has ended")
            told = True
            await asyncio.sleep(_ASK_AGAIN)
        except OSError:
            break  # opening the database tells what is wrong
    return nullcontext()


@contextmanager
def _held(url: str) -> Iterator[None]:
    """Mark the database as in use, so that nobody exchanges its file. Raises BackendError."""
    file = database_file(url)
    if file is None:
        yield
        return
    try:
        lock = hold_database(file)
    except InUseError:
        raise BackendError(f"{file} is being restored; start again when that is done") from None
    with lock:
        yield


def _alone(database: Database, clock: Clock) -> Backend:
    pacing = Pacing(clock.monotonic, clock.sleep)
    store = Store(database, clock.now, PAPERS)
    failures, upkeep = Failures(database, clock.now), Upkeep(database, clock.now)
    return Backend(store, Records(database), failures, upkeep, pacing, OwnLanes(pacing))


async def _shared(database: Database, clock: Clock) -> Backend:
    try:
        replica = await join_replicas(database, clock.now, PAPERS)
    except SQLAlchemyError as error:
        raise BackendError(f"the database does not answer ({error})") from None
    store = Store(database, clock.now, PAPERS, replica.claims)
    pacing = SharedPacing(replica, clock)
    lanes = SharedLanes(replica, pacing, clock)
    failures, upkeep = Failures(database, clock.now), Upkeep(database, clock.now)
    return Backend(store, Records(database), failures, upkeep, pacing, lanes, replica)
