"""Delivery by several replicas: each chat's calls sent by one of them at a time, at one pace.

No transaction lasts while Telegram is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bound_contextvars
from telegram import Bot

from bot.papers.making import Papers
from bot.pipeline.delivery import Delivery, overtakes
from bot.pipeline.replicas.lanes import ALL, Held, hold, holds, readdress, take
from bot.pipeline.replicas.store import SharedStore
from bot.storage.outgoing import AnswerTap, ToChat
from bot.storage.store import Posted
from bot.telegram.pacing import OVERALL, Pace, Pacing, pace_of

log = structlog.get_logger()

# Seconds until a database that refuses is asked again.
_ASK_AGAIN = 0.5


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
        for lane, pace in ((chat_id, pace_of(chat_id)), (ALL, OVERALL)):
            await self._pass(lane, pace)

    async def overall(self) -> None:
        """Wait until one more message passes no limit that holds for all chats together."""
        await self._pass(ALL, OVERALL)

    def note(self, chat_id: int) -> None:
        """Let `spare` know of a message; of those that others send it does not."""
        self._chat(chat_id).take(self._clock())

    async def rest(self, seconds: float) -> None:
        """Wait."""
        if seconds:
            await self._sleep(seconds)

    async def _pass(self, lane: int, pace: Pace) -> None:
        def wait(connection: Connection) -> float:
            return take(connection, lane, pace) or 0.0

        await self.rest(await self._store.write(wait))


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
            if isinstance(call, AnswerTap):
                if row not in self._answering:
                    self._answering.add(row)
                    self._spawn(self._answer_tap(row, call))
            elif call.to.chat_id in self._more:
                self._more[call.to.chat_id] = True
            else:
                self._more[call.to.chat_id] = True
                self._spawn(self._work_off_lane(call.to.chat_id))

    async def _answer_tap(self, row: int, call: AnswerTap) -> None:
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
                    lambda it: hold(
                        it, chat_id, self._shared.replica, done, self._shared.read_calls
                    )
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

    async def _follow(self, row: int, call: ToChat) -> None:
        await self._shared.write(lambda it: readdress(it, row, call))
        await super()._follow(row, call)
