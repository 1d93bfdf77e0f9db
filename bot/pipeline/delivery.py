"""Delivery: sends the outbox, in order within a chat, at Telegram's pace, through failures."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Iterable

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
    TimedOut,
)

from bot.papers.making import PaperMaker
from bot.pipeline.lanes import First, Lanes
from bot.pipeline.tasks import Tasks
from bot.services import Services
from bot.storage.outgoing import (
    AnswerTap,
    EditText,
    Outgoing,
    SendText,
    ToChat,
    chat_of,
    moved_call,
)
from bot.storage.posting import Posted
from bot.telegram.outcomes import CallOutcome, Delivered, Moved, Refused, Unreachable
from bot.telegram.sending import seconds, send

log = structlog.get_logger()

# Seconds to wait after a network failure, doubled each time up to the last. Chosen: a short failure
# is not noticed, a long one costs two calls a minute.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
# Calls repeated at the same time after Telegram left them without an answer. Chosen: far fewer than
# there are connections, so that chats whose calls hang leave most of them to all others.
_HUNG_AT_ONCE = 32
# A wait of more seconds that Telegram asks for with an edit is left to that edit: other messages of
# the chat it would take. Chosen.
_LONG = 3.0
# Seconds that requests under way may still take at a stop: one that is cut off may be sent twice
# after the start. Chosen within what a stop may take, see bot/app.py.
_LAST_CALLS = 1.0
# Seconds that delivered rows wait for a transaction that takes them out of the outbox beside what
# it does; then they get one for themselves. Chosen short: after a kill in it they are sent again.
_ALONG_WITHIN = 0.05
# Seconds after which Telegram refuses the answer of a tap ("query is too old"); it documents no
# limit. Chosen low: a late answer is only wasted.
_TAP_LIVES = 15.0


class Delivery:
    """Sends what the store has posted and takes it out of the outbox.

    lanes: what waits for each chat, and who of several bots sends it.
    """

    def __init__(self, bot: Bot, services: Services, lanes: Lanes, papers: PaperMaker) -> None:
        self._bot = bot
        self._store = services.store
        self._metrics = services.metrics
        self._sleep = services.clock.sleep
        self._lanes = lanes
        self._papers = papers
        self._tasks = Tasks()
        # Rows of taps that are being answered, because one may be posted a second time meanwhile.
        self._answering: set[int] = set()
        self._hung = asyncio.Semaphore(_HUNG_AT_ONCE)
        self._done: list[int] = []
        self._marking = False

    def post(self, posted: Posted) -> None:
        """Take over calls from the outbox; they are on their way when this returns."""
        for row, call in posted:
            if isinstance(call, AnswerTap):
                # The answer of a tap goes to no chat, so no pace applies; the button must not spin.
                if row not in self._answering:
                    self._answering.add(row)
                    self._tasks.spawn(self._answer(row, call))
            elif self._lanes.put(row, call):
                self._tasks.spawn(self._work_off(call.to.chat_id))

    async def settle(self, seconds: float) -> bool:
        """Wait until all is sent and marked; False if some is left after so many seconds."""
        await self._tasks.wait(seconds)
        self._lanes.close()
        await self._tasks.wait(_LAST_CALLS)
        left_over = await self._tasks.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_CALLS):
                await self._write_marks()
        return not left_over

    async def insist(self, call: Outgoing, patience: float = math.inf) -> CallOutcome:
        """Make a call, through floods and bad networks, until Telegram takes or refuses it.

        Raises RetryAfter if Telegram asks to wait for more seconds than `patience`.
        """
        pause, hung = _FIRST_PAUSE, False
        while True:
            try:
                async with self._hung if hung else contextlib.nullcontext():
                    return await self._try(call)
            except RetryAfter as error:
                log.warning("told to wait", chat=chat_of(call), seconds=seconds(error))
                self._metrics.told_to_wait(seconds(error))
                if seconds(error) > patience:
                    raise
                await self._sleep(seconds(error))
            except NetworkError as error:
                hung = isinstance(error, TimedOut)
                log.warning("network trouble", kind=_kind(call), error=type(error).__name__)
                await self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def _try(self, call: Outgoing) -> CallOutcome:
        """Make a call once. Raises RetryAfter, and NetworkError if Telegram was not reached."""
        try:
            message_id = await send(self._bot, call, self._papers)
        except ChatMigrated as error:
            return Moved(error.new_chat_id)
        except Forbidden as error:
            return Unreachable(error.message)
        except (BadRequest, InvalidToken) as error:  # BadRequest counts as a network error there
            return Refused(error.message)
        except (RetryAfter, NetworkError):
            raise
        except TelegramError as error:
            return Refused(error.message)
        log.debug("delivered", kind=_kind(call))
        return Delivered(message_id)

    # --- Taps -------------------------------------------------------------------------------------

    async def _answer(self, row: int, call: AnswerTap) -> None:
        with bound_contextvars(update=call.update):
            try:
                async with asyncio.timeout(_TAP_LIVES):
                    outcome = await self.insist(call)
                if not isinstance(outcome, Delivered):
                    log.info("tap not answered", row=row, error=str(outcome))
            except TimeoutError:
                log.info("tap not answered", row=row, error="too late")
            except Exception:
                log.exception("tap could not be answered", row=row)
            finally:
                self._answering.discard(row)
        self._mark((row,))

    # --- Calls to chats ---------------------------------------------------------------------------

    async def _work_off(self, chat_id: int) -> None:
        try:
            while found := await self._lanes.first(chat_id):
                with bound_contextvars(update=found.call.update):
                    await self._deliver(chat_id, found)
        finally:
            self._lanes.leave(chat_id)

    async def _deliver(self, chat_id: int, found: First) -> None:
        """Send a call and see to its row of the outbox."""
        done = found.overtaken
        if await self._sent(chat_id, found.row, found.call):
            done = (*done, found.row)
        self._mark(self._lanes.done(chat_id, done))

    async def _sent(self, chat_id: int, row: int, call: ToChat) -> bool:
        """Send a call; return whether its row of the outbox is to be taken out."""
        while True:
            try:
                return await self._send(chat_id, row, call)
            except OperationalError as error:
                # The call is repeated: Telegram will refuse it again, and the database may be back
                # by then.
                log.warning("refusal not noted", chat=chat_id, error=str(error.orig))
                await self._sleep(_FIRST_PAUSE)
            except SQLAlchemyError:
                log.exception("refusal cannot be noted", chat=chat_id)
                return True

    async def _send(self, chat_id: int, row: int, call: ToChat) -> bool:
        """The same; raises SQLAlchemyError if what a refusal told cannot be noted."""
        try:
            outcome = await self.insist(call, _LONG if isinstance(call, EditText) else math.inf)
        except RetryAfter as error:
            self._put_off(row, call, seconds(error))
            return False
        except Exception:
            log.exception("call could not be made", chat=chat_id, kind=_kind(call))
            return True
        match outcome:
            case Moved(new):
                await self._store.migrate_chat(chat_id, new, None)
                there = moved_call(call, new)
                await self._lanes.readdress(row, there)
                self.post(((row, there),))
                return False
            case Unreachable(why):
                log.info("chat cannot be written to", chat=chat_id, error=why)
                await self._store.set_reachable(chat_id, reachable=False, update_id=None)
                self._lanes.clear(chat_id)
                return (
                    False  # the rows are deleted, and their numbers may belong to other rows by now
                )
            case Refused(why):
                log.warning("call refused", chat=chat_id, kind=_kind(call), error=why)
                if isinstance(call, EditText):
                    # It comes anew: who taps again would be told that it is shown already.
                    anew = SendText(call.to, call.text, call.keyboard)
                    return await self._send(chat_id, row, anew)
        return True

    def _put_off(self, row: int, call: ToChat, wait: float) -> None:
        """Make an edit later; what else waits for the chat goes on."""
        if isinstance(call, EditText):
            self._lanes.put_off(row, call)
            self._tasks.spawn(self._take_up(call, wait))

    async def _take_up(self, call: EditText, wait: float) -> None:
        await self._sleep(wait)
        if self._lanes.take_up(call):
            await self._work_off(call.to.chat_id)

    # --- The outbox -------------------------------------------------------------------------------

    def _mark(self, rows: Iterable[int]) -> None:
        """Take rows out of the outbox, along with the next transaction if one comes soon."""
        batch = tuple(rows)
        self._store.mark(batch)
        self._done.extend(batch)
        if self._done and not self._marking:
            self._marking = True
            self._tasks.spawn(self._see_to_marks())

    async def _see_to_marks(self) -> None:
        try:
            while self._done:
                await self._sleep(_ALONG_WITHIN)
                await self._write_marks()
        finally:
            self._marking = False

    async def _write_marks(self) -> None:
        batch, self._done = self._done, []
        try:
            await self._store.take_out(batch)
        except OperationalError as error:
            # Likewise; the next transaction that succeeds marks them.
            log.warning("outbox not marked yet", rows=len(batch), error=str(error.orig))
        except Exception:
            # They stay in the outbox and are sent again after the next start: better twice
            # than lost.
            log.exception("outbox not marked", rows=len(batch))


def _kind(call: Outgoing) -> str:
    """The kind of a call, for logs, which never hold texts."""
    return type(call).__name__
