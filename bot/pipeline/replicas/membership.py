"""Several replicas on one PostgreSQL database: who lives, and who takes over from a dead one.

Each replica has a number, and a connection of its own that holds the advisory lock of that number
as long as the process lives; and it says every second that it is at work. What a replica has taken
in hand carries its number. If nobody holds that number any more, or its replica hangs, or there is
no number, the first replica that looks takes the row over. A replica that wakes up then finds its
rows under another number, and no effect of it is stored.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pipeline.replicas.claims import Claims
from bot.pipeline.replicas.lanes import tidy
from bot.storage.database import Database
from bot.storage.postgres import FIRST_REPLICA, LIVING, LOCKS, TAKING_OVER, translated
from bot.storage.posting import Posted, read_calls
from bot.storage.tables import claims, inbox, lanes, outbox, replicas

log = structlog.get_logger()

# Seconds between two looks for rows without a living owner. Chosen: a dead replica is noticed in a
# second or two.
LOOK_EVERY = 1.0
# After a restart of the database nobody holds a lock although all replicas may be alive: so many
# seconds they have to connect again. Chosen: their connections are retried every second.
_COME_BACK_WITHIN = 5
# Our own taps that are still unanswered after so many seconds are taken again: their commit
# succeeded but the connection broke before we heard of it. Chosen.
_UNHEARD = 5
# Most updates taken over at a time, so that the other replicas get a share. Chosen.
_AT_ONCE = 500

# A replica not seen for so many seconds hangs, and counts as dead although its lock is held.
# Chosen: long enough for a machine under load. When it wakes up it finds that nothing is its own.
_HANGS_AFTER = 10
# The replicas that hang. One that has never been seen, as of an earlier version, is not among them.
_HANGING = f"""(SELECT number FROM replicas
    WHERE seen_at < extract(epoch FROM clock_timestamp()) - {_HANGS_AFTER})"""  # noqa: S608 - our own number
_SEEN = sa.text(
    "INSERT INTO replicas (number, seen_at) VALUES (:me, extract(epoch FROM clock_timestamp()))"
    " ON CONFLICT (number) DO UPDATE SET seen_at = excluded.seen_at"
)
_GONE_FOR_GOOD = sa.text(
    "DELETE FROM replicas WHERE seen_at < extract(epoch FROM clock_timestamp()) - 86400"
)

# Condition: the row has no living owner. A replica writes its number only after it got its lock,
# and locks are read as they are at this moment, so a replica that has just started never counts as
# dead.
_DEAD = f"""(owner IS NULL OR ((owner NOT IN {LIVING} OR owner IN {_HANGING})
    AND pg_postmaster_start_time() < clock_timestamp() - interval '{_COME_BACK_WITHIN} s'))"""
_FREE_LANES = sa.text(
    f"UPDATE lanes SET owner = NULL WHERE owner IS NOT NULL AND {_DEAD}"  # noqa: S608
)
_TAKE_UPDATES = sa.text(
    "UPDATE claims SET owner = :me, begun = false WHERE update_id IN ("  # noqa: S608
    f"SELECT update_id FROM claims WHERE {_DEAD} ORDER BY update_id LIMIT {_AT_ONCE})"
    " RETURNING update_id"
)
_TAKE_TAPS = sa.text(
    f"UPDATE outbox SET owner = :me WHERE chat_id IS NULL AND ({_DEAD}"  # noqa: S608
    " OR (owner = :me AND created_at < :unheard)) RETURNING id, call"
)
_LONELY = sa.text(
    "SELECT DISTINCT ON (chat_id) id, call FROM outbox WHERE chat_id IS NOT NULL AND NOT EXISTS ("
    "SELECT FROM lanes WHERE lanes.chat_id = outbox.chat_id AND lanes.owner IS NOT NULL)"
    " ORDER BY chat_id, id"
)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What was taken over: updates as JSON, and calls of the outbox to be posted."""

    updates: tuple[str, ...] = ()
    calls: Posted = ()


class Replica:
    """One of several bots on a database. Made by `join_replicas`.

    number: its own. papers: the names of those that can be made here.
    claims: the updates that it handles.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], float],
        number: int,
        papers: Collection[str] = (),
    ) -> None:
        self.database = database
        self.number = number
        self.papers = papers
        self.claims = Claims(database, number)
        self._now = now
        self._member: AsyncConnection | None = None

    async def come(self) -> None:
        """Take the lock of our number, by which others see that we are alive."""
        connection = self.database.connection()
        try:
            await translated(connection.start())
            # Waits until the server has noticed that our earlier connection is gone.
            lock = sa.select(sa.func.pg_advisory_lock(LOCKS, self.number))
            await translated(connection.execute(lock))
        except BaseException:
            await _drop(connection)
            raise
        self._member = connection

    async def keep(self, take_over: Callable[[TakenOver], Awaitable[None]]) -> None:
        """Run forever: keep the lock, and take over rows without a living owner."""
        while True:
            try:
                if self._member is None:
                    await self.come()
                else:
                    await translated(self._member.execute(sa.select(1)))
                await take_over(await self.look())
            except SQLAlchemyError as error:
                log.warning("the other replicas cannot be seen", error=type(error).__name__)
                member, self._member = self._member, None
                if member is not None:
                    await _drop(member)
            except Exception:
                log.exception("nothing taken over")
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> TakenOver:
        """Be seen, and take over rows without a living owner."""
        given_up = frozenset(self.claims.given_up)
        taken: list[int] = []
        try:
            found = await self.database.write(lambda it: self._take_over(it, given_up, taken))
        except OperationalError:
            self.claims.perhaps_ours(taken)  # perhaps they are ours all the same
            raise
        self.claims.given_up -= given_up
        return found

    async def close(self) -> None:
        """Leave what is not done to the others."""
        ours = sa.delete(replicas).where(replicas.c.number == self.number)
        with contextlib.suppress(SQLAlchemyError):
            await self.database.write(lambda it: it.execute(ours))
        for table in (claims, lanes, outbox):
            values = {"owner": None} | ({"begun": False} if table is claims else {})
            statement = sa.update(table).where(table.c.owner == self.number).values(values)
            with contextlib.suppress(SQLAlchemyError):
                await self.database.write(_executing(statement))
        member, self._member = self._member, None
        if member is not None:
            await _drop(member)

    def _take_over(
        self, connection: Connection, given_up: frozenset[int], taken: list[int]
    ) -> TakenOver:
        me = {"me": self.number}
        connection.execute(_SEEN, me)
        if given_up:
            self.claims.free(connection, given_up)
        first = connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCKS, TAKING_OVER)))
        if not first:  # another replica is looking just now
            return TakenOver()
        connection.execute(_GONE_FOR_GOOD)
        connection.execute(_FREE_LANES)
        tidy(connection)
        ids = connection.execute(_TAKE_UPDATES, me).scalars().all()
        taken.extend(ids)
        unheard = int(self._now()) - _UNHEARD
        taps = connection.execute(_TAKE_TAPS, me | {"unheard": unheard}).all()
        lonely = connection.execute(_LONELY).all()
        return TakenOver(_bodies(connection, ids), read_calls((*taps, *lonely), self.papers))


async def join_replicas(
    database: Database, now: Callable[[], float], papers: Collection[str] = ()
) -> Replica:
    """Become one of the replicas on a database.

    papers: the names of those that can be made here.
    Raises sqlalchemy.exc.OperationalError if it cannot be reached.
    """
    number = FIRST_REPLICA + secrets.randbelow(2**31 - FIRST_REPLICA)
    replica = Replica(database, now, number, papers)
    await replica.come()
    return replica


def _bodies(connection: Connection, ids: Sequence[int]) -> tuple[str, ...]:
    statement = (
        sa.select(inbox.c.body)
        .where(inbox.c.update_id.in_(ids), inbox.c.body.is_not(None))
        .order_by(inbox.c.update_id)
    )
    return tuple(connection.execute(statement).scalars()) if ids else ()


def _executing(statement: sa.Executable) -> Callable[[Connection], object]:
    return lambda it: it.execute(statement)


async def _drop(connection: AsyncConnection) -> None:
    """Close a connection for good, so that its locks are free: the pool must not get it back."""
    with contextlib.suppress(Exception):
        await connection.invalidate()
    with contextlib.suppress(Exception):
        await connection.close()
