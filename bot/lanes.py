"""Delivery by several replicas: each chat's calls sent by one of them at a time, at one pace.

A lane is what waits for one chat. Whoever holds it, which a row of the table says, sends all of
it, whoever posted it, and lets go in the same transaction that finds nothing left: nobody's call
is forgotten between one who lets go and one who posts. No transaction lasts while Telegram is
asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bound_contextvars
from telegram import Bot

from bot import pacing
from bot.delivery import Delivery, overtakes
from bot.outgoing import Outgoing, from_json, to_json
from bot.pacing import Pace, Pacing
from bot.papers.making import Papers
from bot.store import Posted
from bot.tables import lanes, outbox

if TYPE_CHECKING:
    from bot.replicas import SharedStore

log = structlog.get_logger()

# The lane that stands for all chats together; no chat has this id.
_ALL = 0
# So many calls of a chat are looked at in one go.
_BATCH = 50
# Seconds until a database that refuses is asked again.
_ASK_AGAIN = 0.5

# Take a token out of a lane's bucket, perhaps on credit, and hold the lane if an owner is given.
# The clock is the database's: the replicas may be on several machines. Gives no row if another
# replica holds the lane.
_TAKE = sa.text(
    """
    INSERT INTO lanes AS lane (chat_id, owner, tokens, at)
    VALUES (:chat, CAST(:owner AS integer), CAST(:burst AS float) - 1,
            extract(epoch FROM clock_timestamp()))
    ON CONFLICT (chat_id) DO UPDATE SET
        owner = coalesce(excluded.owner, lane.owner),
        tokens = least(CAST(:burst AS float),
                       lane.tokens + greatest(excluded.at - lane.at, 0) * CAST(:rate AS float)) - 1,
        at = greatest(excluded.at, lane.at)
    WHERE excluded.owner IS NULL OR lane.owner IS NULL OR lane.owner = excluded.owner
    RETURNING tokens
    """
)
_WAITING = (
    sa.select(outbox.c.id, outbox.c.call)
    .where(outbox.c.chat_id == sa.bindparam("chat"))
    .order_by(outbox.c.id)
    .limit(_BATCH)
)
_LET_GO = (
    sa.update(lanes)
    .where(lanes.c.chat_id == sa.bindparam("chat"))
    .values(owner=None, tokens=lanes.c.tokens + 1)
)
# Lanes that nobody holds and whose bucket is full again tell nothing but that somebody wrote.
_FULL_AGAIN = sa.text(
    f"""
    DELETE FROM lanes WHERE owner IS NULL AND chat_id <> {_ALL} AND at
        < extract(epoch FROM clock_timestamp())
        - CASE WHEN chat_id < 0 THEN {pacing.GROUP.burst / pacing.GROUP.per_second}
               ELSE {pacing.PRIVATE.burst / pacing.PRIVATE.per_second} END
    """  # noqa: S608 - our own numbers
)


@dataclass(frozen=True, slots=True)
class Held:
    """A lane that is ours now.

    calls: what waits, oldest first; empty if nothing does, and then it is nobody's again.
    wait: seconds until the first may be sent as far as the chat is concerned.
    overall_wait: the same as far as all chats are; None if that is still to be asked.
    """

    calls: Posted = ()
    wait: float = 0.0
    overall_wait: float | None = 0.0


def hold(connection: Connection, chat_id: int, owner: int, done: Sequence[int]) -> Held | None:
    """Take what is done out of the outbox and hold the chat's lane; None if another one does."""
    if done:
        connection.execute(sa.delete(outbox).where(outbox.c.id.in_(done)))
    wait = _take(connection, chat_id, _pace(chat_id), owner)
    if wait is None:
        return None
    rows = connection.execute(_WAITING, {"chat": chat_id}).all()
    if not rows:
        connection.execute(_LET_GO, {"chat": chat_id})
        return Held()
    overall = None if wait else _take(connection, _ALL, pacing.OVERALL)
    return Held(tuple((row.id, from_json(row.call)) for row in rows), wait, overall)


def holds(connection: Connection, chat_id: int, owner: int) -> bool:
    """Whether a lane is still held by an owner."""
    statement = sa.select(lanes.c.owner).where(lanes.c.chat_id == chat_id)
    return connection.execute(statement).scalar_one_or_none() == owner


def readdress(connection: Connection, row: int, call: Outgoing) -> None:
    """Let a call of the outbox go to another chat."""
    values = {"chat_id": call.chat_id, "call": to_json(call)}
    connection.execute(sa.update(outbox).where(outbox.c.id == row).values(values))


def tidy(connection: Connection) -> None:
    """Forget the lanes that tell nothing any more."""
    connection.execute(_FULL_AGAIN)


def _take(connection: Connection, lane: int, pace: Pace, owner: int | None = None) -> float | None:
    """Take a token; return the seconds until it is there, None if another one holds the lane."""
    given = {"chat": lane, "owner": owner, "burst": pace.burst, "rate": pace.per_second}
    tokens = connection.execute(_TAKE, given).scalar_one_or_none()
    return None if tokens is None else max(0.0, -tokens / pace.per_second)


def _pace(chat_id: int) -> Pace:
    return pacing.GROUP if chat_id < 0 else pacing.PRIVATE


class SharedPacing(Pacing):
    """The waits of all chats together, for all replicas together."""

    def __init__(
        self,
        store: SharedStore,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(clock, sleep)
        self._store = store

    async def turn(self, chat_id: int) -> None:
        """Wait until one more message to a chat passes no limit."""
        self.note(chat_id)
        for lane, pace in ((chat_id, _pace(chat_id)), (_ALL, pacing.OVERALL)):
            await self._pass(lane, pace)

    async def overall(self) -> None:
        """Wait until one more message passes no limit that holds for all chats together."""
        await self._pass(_ALL, pacing.OVERALL)

    def note(self, chat_id: int) -> None:
        """Let `spare` know of a message; of those that others send it does not."""
        self._chat(chat_id).take(self._clock())

    async def rest(self, seconds: float) -> None:
        """Wait."""
        if seconds:
            await self._sleep(seconds)

    async def _pass(self, lane: int, pace: Pace) -> None:
        def take(connection: Connection) -> float:
            return _take(connection, lane, pace) or 0.0

        await self.rest(await self._store.write(take))


class SharedDelivery(Delivery):
    """Sends what any replica has posted, each chat's calls as long as this one holds its lane."""

    _pacing: SharedPacing

    def __init__(
        self,
        bot: Bot,
        store: SharedStore,
        pacing: SharedPacing,
        papers: Papers,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(bot, store, pacing, papers, sleep)
        self._shared = store
        self._answering: set[int] = set()
        # The chats that are worked off, and whether more has been posted for them meanwhile.
        self._more: dict[int, bool] = {}

    def post(self, posted: Posted) -> None:
        """Take over calls from the outbox; to post one again does no harm."""
        for row, call in posted:
            if call.chat_id is None:
                if row not in self._answering:
                    self._answering.add(row)
                    self._spawn(self._answer_tap(row, call))
            elif call.chat_id in self._more:
                self._more[call.chat_id] = True
            else:
                self._more[call.chat_id] = True
                self._spawn(self._work_off_lane(call.chat_id))

    async def _answer_tap(self, row: int, call: Outgoing) -> None:
        try:
            await self._answer(row, call)
        finally:
            self._answering.discard(row)

    async def _work_off_lane(self, chat_id: int) -> None:
        done: list[int] = []
        try:
            while self._more[chat_id]:
                self._more[chat_id] = False
                while held := await self._hold(chat_id, done):
                    done = await self._send_first(chat_id, held)
                done = []
        finally:
            del self._more[chat_id]

    async def _hold(self, chat_id: int, done: Sequence[int]) -> Held | None:
        """Hold the lane as long as there is something to send; None if that is others' matter."""
        while True:
            try:
                held = await self._shared.write(
                    lambda it: hold(it, chat_id, self._shared.replica, done)
                )
            except SQLAlchemyError as error:
                if self._closing:
                    return None
                log.warning("outbox cannot be read", error=type(error).__name__)
                await self._sleep(_ASK_AGAIN)
            else:
                return held if held and held.calls and not self._closing else None

    async def _send_first(self, chat_id: int, held: Held) -> list[int]:
        """Send the first call that need be seen; return the rows of the outbox done with."""
        self._pacing.note(chat_id)
        if held.wait or held.overall_wait != 0:
            await self._pacing.rest(held.wait)
            await self._rest_overall(held.overall_wait)
            if self._closing or not await self._still_holds(chat_id):
                return []
        done: list[int] = []
        for place, (row, call) in enumerate(held.calls):
            if any(overtakes(newer, call) for _, newer in held.calls[place + 1 :]):
                done.append(row)  # a newer text for the same message waits already
                continue
            with bound_contextvars(update=call.update):
                if await self._deliver(chat_id, row, call):
                    done.append(row)
            break
        return done

    async def _rest_overall(self, wait: float | None) -> None:
        if wait is not None:
            await self._pacing.rest(wait)
            return
        try:
            await self._pacing.overall()
        except SQLAlchemyError:
            await self._sleep(_ASK_AGAIN)

    async def _still_holds(self, chat_id: int) -> bool:
        """Whether the lane was not taken from us, as dead, while we waited."""
        try:
            return await self._shared.read(lambda it: holds(it, chat_id, self._shared.replica))
        except SQLAlchemyError:
            return False

    async def _follow(self, row: int, moved: Outgoing) -> None:
        await self._shared.write(lambda it: readdress(it, row, moved))
        await super()._follow(row, moved)
