"""Sending by several replicas: one replica at a time for each chat, and one pace for all together.

No transaction stays open during a request to Telegram.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.pipeline.lanes import First, PutOff, first_to_be_seen
from bot.pipeline.replicas.lanes import ALL, HeldLane, hold_lane, holds, readdress, take
from bot.pipeline.replicas.membership import Replica
from bot.storage.outgoing import EditText, ToChat
from bot.telegram.pacing import OVERALL, Pace, Pacing, pace_of

log = structlog.get_logger()

# Seconds until a failed read of the database is tried again. Chosen.
_ASK_AGAIN = 0.5


class SharedPacing:
    """The waits of all chats together, for all replicas together."""

    def __init__(self, replica: Replica, clock: Clock) -> None:
        self._replica = replica
        self._sleep: Callable[[float], Awaitable[None]] = clock.sleep
        # Counts only what this replica sent.
        self._ours = Pacing(clock.monotonic, clock.sleep)

    async def wait_for(self, chat_id: int) -> None:
        """Wait until one more message to a chat passes no limit."""
        self.note(chat_id)
        for lane, pace in ((chat_id, pace_of(chat_id)), (ALL, OVERALL)):
            await self._pass(lane, pace)

    async def overall(self) -> None:
        """Wait until one more message passes no limit that holds for all chats together."""
        await self._pass(ALL, OVERALL)

    def spare(self, chat_id: int) -> float:
        """How many messages could go to a chat at once now, as far as is known here."""
        return self._ours.spare(chat_id)

    def note(self, chat_id: int) -> None:
        """Let `spare` know of a message."""
        self._ours.note(chat_id)

    async def rest(self, seconds: float) -> None:
        """Wait."""
        if seconds:
            await self._sleep(seconds)

    async def _pass(self, lane: int, pace: Pace) -> None:
        def wait(connection: Connection) -> float:
            return take(connection, lane, pace) or 0.0

        await self.rest(await self._replica.database.write(wait))


@dataclass(slots=True)
class _Lane:
    """A lane that is worked off here.

    more: a call was added since the last look. done: delivered rows, deleted by the transaction of
    the next look.
    """

    more: bool = True
    done: list[int] = field(default_factory=list)


class SharedLanes:
    """The lanes as one of several replicas sees them, in the database; the holder of a lane sends
    all its calls, whoever posted them.
    """

    def __init__(self, replica: Replica, pacing: SharedPacing, clock: Clock) -> None:
        self._replica = replica
        self._pacing = pacing
        self._sleep = clock.sleep
        self._lanes: dict[int, _Lane] = {}
        self._put_off = PutOff()
        self._closing = False

    def put(self, _row: int, call: ToChat) -> bool:
        """Note that something waits for a chat; return whether its lane is to be worked off."""
        return self._begin(call.to.chat_id)

    def put_off(self, _row: int, call: EditText) -> None:
        """It stays in the outbox; the next looks pass over it."""
        self._put_off.add(call)

    def take_up(self, call: EditText) -> bool:
        """Look at it again."""
        self._put_off.discard(call)
        return self._begin(call.to.chat_id)

    async def first(self, chat_id: int) -> First | None:
        """Wait until the chat may be written to; None if another replica sends the rest."""
        lane = self._lanes[chat_id]
        while lane.more:
            lane.more = False
            while held := await self._hold(chat_id, lane):
                if await self._turn(chat_id, held):
                    lane.more = True  # what waits behind it is looked at next
                    return first_to_be_seen(held.calls)
        return None

    def done(self, chat_id: int, rows: tuple[int, ...]) -> tuple[int, ...]:
        """They are deleted by the next look at the lane: one transaction instead of two."""
        self._lanes[chat_id].done.extend(rows)
        return ()

    async def readdress(self, row: int, call: ToChat) -> None:
        """The holder of the other lane sends it there."""
        await self._replica.database.write(lambda it: readdress(it, row, call))

    def clear(self, _chat_id: int) -> None:
        """Nothing is kept in memory here."""

    def leave(self, chat_id: int) -> None:
        """The lane is no longer worked off here."""
        del self._lanes[chat_id]

    def close(self) -> None:
        """Begin nothing more."""
        self._closing = True

    def _begin(self, chat_id: int) -> bool:
        lane = self._lanes.get(chat_id)
        if lane is None:
            self._lanes[chat_id] = _Lane()
            return True
        lane.more = True
        return False

    async def _hold(self, chat_id: int, lane: _Lane) -> HeldLane | None:
        """Hold the lane as long as there is something to send; None if another replica holds it."""
        number, papers = self._replica.number, self._replica.papers
        while True:
            try:
                held = await self._replica.database.write(
                    lambda it: hold_lane(it, chat_id, number, lane.done, papers, self._put_off)
                )
            except SQLAlchemyError as error:
                if self._closing:
                    return None
                log.warning("outbox cannot be read", error=type(error).__name__)
                await self._sleep(_ASK_AGAIN)
            else:
                lane.done.clear()
                return held if held and held.calls and not self._closing else None

    async def _turn(self, chat_id: int, held: HeldLane) -> bool:
        """Wait until the first call may go; return whether it is still ours to send."""
        self._pacing.note(chat_id)
        if not held.wait and held.overall_wait == 0:
            return True
        await self._pacing.rest(held.wait)
        await self._rest_overall(held.overall_wait)
        return not self._closing and await self._still_holds(chat_id)

    async def _rest_overall(self, wait: float | None) -> None:
        if wait is not None:
            await self._pacing.rest(wait)
            return
        try:
            await self._pacing.overall()
        except SQLAlchemyError:
            await self._sleep(_ASK_AGAIN)

    async def _still_holds(self, chat_id: int) -> bool:
        """Whether we still hold the lane: others may have thought us dead while we waited."""
        try:
            return await self._replica.database.read(
                lambda it: holds(it, chat_id, self._replica.number)
            )
        except SQLAlchemyError:
            return False
