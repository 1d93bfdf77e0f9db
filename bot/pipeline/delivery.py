"""Delivery: the outbox sent in order within a chat, at Telegram's pace, through any weather."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from structlog.contextvars import bound_contextvars
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot import metrics
from bot.papers.making import Papers
from bot.storage.outgoing import AnswerTap, EditText, Outgoing, ToChat, chat_of, moved
from bot.storage.store import Posted, Store
from bot.telegram.pacing import Pacing
from bot.telegram.sending import seconds, send

log = structlog.get_logger()

# Seconds to wait after a failure of the network, doubled each time up to the last.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
# What is on its way when a stop is due gets so many seconds more: cut off, it may be said twice.
_LAST_CALLS = 1.0
# A tap can be answered for about this many seconds; then Telegram has forgotten it.
_TAP_LIVES = 15.0


@dataclass(slots=True)
class _Lane:
    """What waits for one chat; `busy` while a task works it off."""

    waiting: deque[tuple[int, ToChat]] = field(default_factory=deque)
    busy: bool = False


class Delivery:
    """Sends what the store has posted and takes it out of the outbox."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        pacing: Pacing,
        papers: Papers,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._store = store
        self._pacing = pacing
        self._papers = papers
        self._sleep = sleep
        self._lanes: dict[int, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._done: list[int] = []
        self._marking = False
        self._closing = False

    def post(self, posted: Posted) -> None:
        """Take over calls from the outbox; they are on their way when this returns."""
        for row, call in posted:
            if isinstance(call, AnswerTap):
                # No chat, no pace: the button must not spin.
                self._spawn(self._answer(row, call))
                continue
            chat_id = call.to.chat_id
            lane = self._lanes.setdefault(chat_id, _Lane())
            lane.waiting.append((row, call))
            if not lane.busy:
                lane.busy = True
                self._spawn(self._work_off(chat_id, lane))

    async def settle(self, seconds: float) -> bool:
        """Wait until all is sent and marked; False if some is left after so many seconds."""
        await self._wait(seconds)
        self._closing = True
        await self._wait(_LAST_CALLS)
        left_over = bool(self._tasks)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return not left_over

    async def _wait(self, seconds: float) -> None:
        deadline = asyncio.get_running_loop().time() + seconds
        while self._tasks:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.wait(self._tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        # A context of its own: it may live on with calls of other updates than the one that began.
        task = asyncio.create_task(work, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, row: int, call: AnswerTap) -> None:
        with bound_contextvars(update=call.update):
            try:
                async with asyncio.timeout(_TAP_LIVES):
                    await self.insist(call)
            except (TimeoutError, TelegramError) as error:
                log.info("tap not answered", row=row, error=str(error))
            except Exception:
                log.exception("tap could not be answered", row=row)
        self._mark([row])

    async def _work_off(self, chat_id: int, lane: _Lane) -> None:
        try:
            while lane.waiting:
                await self._pacing.turn(chat_id)
                if self._closing:
                    return
                row, call = lane.waiting.popleft()
                overtaken = [other for other, newer in lane.waiting if overtakes(newer, call)]
                if overtaken:
                    # A newer text for the same message waits already: this one need not be seen.
                    self._mark([row])
                    continue
                with bound_contextvars(update=call.update):
                    if await self._deliver(chat_id, row, call):
                        self._mark([row])
        finally:
            lane.busy = False
            if not lane.waiting:
                self._lanes.pop(chat_id, None)

    async def _deliver(self, chat_id: int, row: int, call: ToChat) -> bool:
        """Send a call; return whether its row of the outbox is to be taken out."""
        while True:
            try:
                return await self._send(chat_id, row, call)
            except OperationalError as error:
                # Telegram will say the same again, and a database that is back notes it.
                log.warning("refusal not noted", chat=chat_id, error=str(error.orig))
                await self._sleep(_FIRST_PAUSE)
            except SQLAlchemyError:
                log.exception("refusal cannot be noted", chat=chat_id)
                return True

    async def _send(self, chat_id: int, row: int, call: ToChat) -> bool:
        """The same; raises SQLAlchemyError if what a refusal told cannot be noted."""
        try:
            await self.insist(call)
        except ChatMigrated as error:
            await self._store.migrate_chat(chat_id, error.new_chat_id, None)
            await self._follow(row, moved(call, error.new_chat_id))
            return False
        except Forbidden as error:
            log.info("chat cannot be written to", chat=chat_id, error=error.message)
            await self._store.set_reachable(chat_id, reachable=False, update_id=None)
            if lane := self._lanes.get(chat_id):
                lane.waiting.clear()
            return False  # the rows are gone: theirs may be the number of another one by now
        except TelegramError as error:
            # Refused for good, as a chat that is gone does: say so and go on.
            log.warning("call refused", chat=chat_id, kind=_kind(call), error=error.message)
        except Exception:
            log.exception("call could not be made", chat=chat_id, kind=_kind(call))
        return True

    async def _follow(self, row: int, call: ToChat) -> None:
        """Send a call of the outbox to where its chat has moved."""
        self.post(((row, call),))

    async def insist(self, call: Outgoing) -> int | None:
        """Make a call, through floods and bad networks, until Telegram takes or refuses it.

        Returns the id of a new message with text. Raises TelegramError for a refusal.
        """
        pause = _FIRST_PAUSE
        while True:
            try:
                posted = await send(self._bot, call, self._papers)
            except RetryAfter as error:
                log.warning("told to wait", chat=chat_of(call), seconds=seconds(error))
                metrics.told_to_wait(seconds(error))
                await self._sleep(seconds(error))
            except (BadRequest, InvalidToken):  # BadRequest counts as a network error there
                raise
            except NetworkError as error:
                log.warning("network trouble", kind=_kind(call), error=type(error).__name__)
                await self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                log.debug("delivered", kind=_kind(call))
                return posted

    def _mark(self, rows: Iterable[int]) -> None:
        """Take rows out of the outbox; those that come while one batch is written go together."""
        self._done.extend(rows)
        if not self._marking:
            self._marking = True
            self._spawn(self._write_marks())

    async def _write_marks(self) -> None:
        try:
            while self._done:
                batch, self._done = self._done, []
                try:
                    await self._store.delivered(batch)
                except Exception:
                    # Left in the outbox: sent again after the next start rather than lost.
                    log.exception("outbox not marked", rows=len(batch))
        finally:
            self._marking = False


def overtakes(newer: Outgoing, call: Outgoing) -> bool:
    """Whether nobody need see a call because a newer one says what the message is to say."""
    if not (isinstance(call, EditText) and isinstance(newer, EditText)):
        return False
    return call.message_id == newer.message_id


def _kind(call: Outgoing) -> str:
    """What a log says of a call: never its words."""
    return type(call).__name__
