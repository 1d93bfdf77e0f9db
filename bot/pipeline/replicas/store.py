"""Several replicas on one PostgreSQL database: who does what, and who takes over from a dead one.

Each replica has a number, and a connection of its own that holds the advisory lock of that number
as long as the process lives. What a replica has taken in hand carries its number. If nobody holds
that number any more, or there is no number, the first replica that looks takes the row over.
"""

from __future__ import annotations

import asyncio
import bisect
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pipeline.replicas.lanes import tidy
from bot.pipeline.turns import person_of
from bot.storage.database import Database
from bot.storage.postgres import FIRST_REPLICA, LIVING, LOCKS, TAKING_OVER, translated
from bot.storage.store import AlreadyHandled, Backlog, ConversationKey, Posted, Store
from bot.storage.tables import claims, inbox, lanes, outbox

log = structlog.get_logger()

T = TypeVar("T")

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
# Seconds between two looks whether the earlier updates of a conversation are handled. Chosen.
_ASK_AGAIN = 0.05
# After so many looks (half a minute) all messages of workshops are compared with what they should
# show. Chosen.
COMPARE_EVERY = 30

# Condition: the row has no living owner. A replica writes its number only after it got its lock,
# and locks are read as they are at this moment, so a replica that has just started never counts as
# dead.
_DEAD = f"""(owner IS NULL OR (owner NOT IN {LIVING}
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

# The conversation of an update, locked until the end of the transaction.
_LOCK_CONVERSATION = sa.text(
    "SELECT owner, pg_advisory_xact_lock(hashtextextended("
    "chat_id || ' ' || user_id, CAST(:locks AS bigint))) FROM claims WHERE update_id = :update"
)
_other = claims.alias()
_BEGIN = (
    sa.update(claims)
    .where(
        claims.c.update_id == sa.bindparam("update"),
        claims.c.owner == sa.bindparam("me"),
        ~sa.exists().where(
            _other.c.chat_id == claims.c.chat_id,
            _other.c.user_id == claims.c.user_id,
            _other.c.update_id != claims.c.update_id,
            sa.or_(_other.c.begun, _other.c.update_id < claims.c.update_id),
        ),
    )
    .values(begun=True)
)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What was taken over: updates as JSON, and calls of the outbox to be posted."""

    updates: tuple[str, ...] = ()
    calls: Posted = ()


@dataclass(slots=True)
class _Line:
    """The updates of one conversation that this replica handles, by id; `moved` is set when one is
    done.
    """

    waiting: list[int]
    moved: asyncio.Event


class SharedStore(Store):
    """The store of one of several replicas. Made by `join`.

    replica: its number.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], float],
        replica: int,
        papers: Collection[str] = (),
    ) -> None:
        super().__init__(database, now, papers)
        self.replica = replica
        self._owned = {"owner": replica}
        self._receive_new = self._receive.returning(inbox.c.update_id)
        self._lines: dict[ConversationKey, _Line] = {}
        # Updates whose takeover may have succeeded without our knowledge; the next look tries
        # again.
        self._given_up: set[int] = set()
        self._member: AsyncConnection | None = None

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Carry out work of others in a transaction."""
        return await self._write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Carry out work of others that changes nothing."""
        return await self._database.read(work)

    # --- Being one of them ------------------------------------------------------------------------

    async def come(self) -> None:
        """Take the lock of our number, by which others see that we are alive."""
        connection = self._database.connection()
        try:
            await translated(connection.start())
            # Waits until the server has noticed that our earlier connection is gone.
            lock = sa.select(sa.func.pg_advisory_lock(LOCKS, self.replica))
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
        """Take over rows without a living owner."""
        given_up = frozenset(self._given_up)
        taken: list[int] = []
        try:
            found = await self._database.write(lambda it: self._take_over(it, given_up, taken))
        except OperationalError:
            self._given_up.update(taken)  # perhaps they are ours all the same
            raise
        self._given_up -= given_up
        return found

    async def close(self) -> None:
        """Leave what is not done to the others, and close the database."""
        for table in (claims, lanes, outbox):
            values = {"owner": None} | ({"begun": False} if table is claims else {})
            statement = sa.update(table).where(table.c.owner == self.replica).values(values)
            with contextlib.suppress(SQLAlchemyError):
                await self._write(lambda it, what=statement: it.execute(what))  # type: ignore[misc]
        member, self._member = self._member, None
        if member is not None:
            await _drop(member)
        await super().close()

    def _take_over(
        self, connection: Connection, given_up: frozenset[int], taken: list[int]
    ) -> TakenOver:
        if given_up:
            ours = claims.c.owner == self.replica
            statement = sa.update(claims).where(claims.c.update_id.in_(given_up), ours)
            connection.execute(statement.values(owner=None, begun=False))
        first = connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCKS, TAKING_OVER)))
        if not first:  # another replica is looking just now
            return TakenOver()
        me = {"me": self.replica}
        connection.execute(_FREE_LANES)
        tidy(connection)
        ids = connection.execute(_TAKE_UPDATES, me).scalars().all()
        taken.extend(ids)
        unheard = int(self._now()) - _UNHEARD
        taps = connection.execute(_TAKE_TAPS, me | {"unheard": unheard}).all()
        lonely = connection.execute(_LONELY).all()
        return TakenOver(_bodies(connection, ids), self.read_calls((*taps, *lonely)))

    # --- The way of an update ---------------------------------------------------------------------

    async def expect(self, updates: Sequence[tuple[int, str]]) -> None:
        """Put raw updates into the inbox at once: an update must be claimed before it is handled
        here.
        """
        await self.receive(updates)

    async def receive(self, updates: Sequence[tuple[int, str]]) -> None:
        """Put raw updates (id, JSON) into the inbox in one batch, except for known ones."""
        now = int(self._now())
        # In the order of their ids: two replicas that get the same ones must not block each other.
        bodies = dict(sorted(updates))
        rows = [
            {"update_id": update_id, "body": body, "received_at": now}
            for update_id, body in bodies.items()
        ]

        def put(connection: Connection) -> None:
            new = connection.execute(self._receive_new, rows).scalars().all()
            ours = [self._claim(update_id, bodies[update_id]) for update_id in new]
            if ours:
                connection.execute(sa.insert(claims), ours)

        try:
            await self._write(put)
        except OperationalError:
            # The commit may have succeeded all the same; then they are ours although Telegram
            # repeats them to another replica.
            self._given_up.update(bodies)
            raise

    async def waiting(self) -> list[tuple[int, str]]:
        """None: `keep` brings what nobody has in hand."""
        return []

    async def undelivered(self) -> Posted:
        """None, as above."""
        return ()

    async def backlog(self) -> Backlog:
        """What waits now, for all replicas together."""
        statement = sa.select(
            sa.select(sa.func.count(claims.c.update_id)).scalar_subquery(),
            sa.select(sa.func.count(outbox.c.id)).scalar_subquery(),
            sa.select(sa.func.min(outbox.c.created_at)).scalar_subquery(),
        )
        row = await self._database.read(lambda it: it.execute(statement).one())
        return Backlog(row[0], row[1], 0.0 if row[2] is None else max(0.0, self._now() - row[2]))

    def conversation_lock(
        self, update_id: int, key: ConversationKey
    ) -> AbstractAsyncContextManager[None]:
        """Wait until all updates of a conversation before this one are handled, here or elsewhere.

        The next one begins only after this one has left the inbox. Raises AlreadyHandled if another
        replica handles it.
        """
        return self._turn(update_id, key)

    @asynccontextmanager
    async def _turn(self, update_id: int, key: ConversationKey) -> AsyncIterator[None]:
        line = self._lines.setdefault(key, _Line([], asyncio.Event()))
        bisect.insort(line.waiting, update_id)
        try:
            # Of the updates handled here only the first asks; the others have to wait for it
            # anyway.
            while line.waiting[0] != update_id or not await self._begins(update_id):
                line.moved.clear()
                first = line.waiting[0] == update_id
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_ASK_AGAIN if first else None):
                        await line.moved.wait()
            yield
        except AlreadyHandled:
            raise
        except Exception:
            self._given_up.add(update_id)
            raise
        finally:
            line.waiting.remove(update_id)
            line.moved.set()
            if not line.waiting:
                self._lines.pop(key, None)

    async def _begins(self, update_id: int) -> bool:
        try:
            return await self._write(lambda it: self._begin(it, update_id))
        except OperationalError as error:
            log.warning("database refuses", error=str(error.orig), again_in=_ASK_AGAIN)
            return False

    def _begin(self, connection: Connection, update_id: int) -> bool:
        given = {"update": update_id, "locks": LOCKS}
        claim = connection.execute(_LOCK_CONVERSATION, given).one_or_none()
        if claim is None or claim.owner != self.replica:
            raise AlreadyHandled
        # A separate statement, so that it sees what others committed before we got the lock.
        given = {"update": update_id, "me": self.replica}
        return connection.execute(_BEGIN, given).rowcount == 1

    def _leave_inbox(self, connection: Connection, update_id: int) -> None:
        statement = sa.delete(claims).where(
            claims.c.update_id == update_id, claims.c.owner == self.replica
        )
        if connection.execute(statement).rowcount != 1:
            raise AlreadyHandled
        super()._leave_inbox(connection, update_id)

    def _claim(self, update_id: int, body: str) -> dict[str, int | bool]:
        chat_id, user_id = person_of(json.loads(body))
        return {
            "update_id": update_id,
            "chat_id": chat_id,
            "user_id": user_id,
            "owner": self.replica,
            "begun": False,
        }


async def join_replicas(
    database: Database, now: Callable[[], float], papers: Collection[str] = ()
) -> SharedStore:
    """Become one of the replicas on a database.

    papers: the names of those that can be made here.
    Raises sqlalchemy.exc.OperationalError if it cannot be reached.
    """
    number = FIRST_REPLICA + secrets.randbelow(2**31 - FIRST_REPLICA)
    store = SharedStore(database, now, number, papers)
    await store.come()
    return store


def _bodies(connection: Connection, ids: Sequence[int]) -> tuple[str, ...]:
    statement = (
        sa.select(inbox.c.body)
        .where(inbox.c.update_id.in_(ids), inbox.c.body.is_not(None))
        .order_by(inbox.c.update_id)
    )
    return tuple(connection.execute(statement).scalars()) if ids else ()


async def _drop(connection: AsyncConnection) -> None:
    """Close a connection for good, so that its locks are free: the pool must not get it back."""
    with contextlib.suppress(Exception):
        await connection.invalidate()
    with contextlib.suppress(Exception):
        await connection.close()
