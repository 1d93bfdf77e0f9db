"""The messages that show a workshop, kept up to date from storage at a limited pace.

Nothing of them waits in the outbox. A message is outdated while its digest differs from what the
stored workshop looks like now, so a kill loses nothing: after the start all messages are compared.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine
from contextvars import Context
from dataclasses import dataclass, field, replace
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services
from bot.storage import workshop_boards
from bot.storage import workshops as records
from bot.storage.outgoing import EditText, Place, SendText
from bot.storage.workshop_boards import UNREACHABLE, Spot, SpotKind
from bot.storage.workshops import WorkshopRecord
from bot.telegram.outcomes import Delivered, Insist, Moved, Refused, Unreachable
from bot.telegram.pacing import Pacer
from bot.telegram.rendering import Keyboards
from bot.workshops.guides import GuideShelf
from bot.workshops.spots import SpotKey, key_of, read_spot, read_workshop, room_in_the_dark
from conversations.workshop import pages
from conversations.workshop.pages import WorkshopPage
from conversations.workshop.panel import panel
from conversations.workshop.private import panel_waits
from conversations.workshop.state import Room

log = structlog.get_logger()

# Seconds between two edits of one message, and between two looks while people vote.
EDIT_EVERY: Final = 3.0
_LOOK_EVERY: Final = 1.0
# Seconds between two comparisons of all messages with what they should show. Chosen.
_COMPARE_EVERY: Final = 30.0
# Seconds between two looks whether a chat has been told all that a new panel comes below.
_SOON: Final = 0.25
# Calls of a group's pace that are kept for questions and results: updates of the vote count and of
# old boards wait. Chosen.
_RESERVE: Final = 3.0
# Seconds for which a message belongs to the process that is changing it. Chosen: longer than a call
# may take.
_CLAIM: Final = 30.0
# Seconds until a message that Telegram refused is tried again, doubled each time up to the last.
# Chosen: rights come back within minutes, and news of that is acted upon at once.
_FIRST_REST: Final = 30.0
_LONGEST_REST: Final = 600.0
# Seconds for which a panel that asks "really?" is not redrawn. Chosen.
_ASKING: Final = 60.0


@dataclass(slots=True)
class _Line:
    """The work on one workshop: `urgent` when something else than the count has changed."""

    urgent: asyncio.Event = field(default_factory=asyncio.Event)
    dirty: bool = True


class Boards:
    """Keeps the messages of all workshops true.

    insist: makes a call until Telegram takes or refuses it. bot_name: the bot's user name, for
    links to it.
    """

    def __init__(
        self,
        services: Services,
        guides: GuideShelf,
        insist: Insist,
        pacing: Pacer,
        bot_name: str,
    ) -> None:
        self._insist = insist
        self._store = services.store
        self._records = services.records
        self._guides = guides
        self._pacing = pacing
        self._now = services.clock.now
        self._clock = services.clock.monotonic
        self._sleep = services.clock.sleep
        self._bot_name = bot_name
        self._lines: dict[str, _Line] = {}
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._showing: set[SpotKey] = set()
        self._asking: dict[SpotKey, float] = {}
        # When this process may touch a message again, and how often Telegram refused it in a row.
        self._free: dict[SpotKey, float] = {}
        self._refusals: dict[SpotKey, int] = {}
        # Since when a message has not shown what it should, and nothing came of trying.
        self._untrue: dict[SpotKey, float] = {}
        services.metrics.oldest_board = self._oldest_untrue

    async def keep(self) -> None:
        """Run forever: compare all messages with what they should show now and then. Others change
        the database too, as `mulai forget` does.
        """
        while True:
            await self._sleep(_COMPARE_EVERY)
            try:
                await self.resume()
            except SQLAlchemyError as error:
                log.warning("boards are compared later", error=type(error).__name__)

    async def resume(self) -> None:
        """Bring up to date what an earlier run left outdated."""
        for workshop in await self._records.read(records.not_shown):
            self.wake(workshop)

    def wake(self, workshop: str, *, urgent: bool = True) -> None:
        """Something has changed; not urgent if it is only how many have voted."""
        if self._closed:
            return
        line = self._lines.get(workshop)
        if line is None:
            line = self._lines[workshop] = _Line()
            self._spawn(self._keep(workshop, line))
        line.dirty = True
        if urgent:
            line.urgent.set()

    def try_again(self, workshop: str) -> None:
        """What Telegram refused it may take now."""
        for key in [key for key in self._refusals if key[0] == workshop]:
            del self._refusals[key]
            self._free.pop(key, None)
        self.wake(workshop)

    def leave_alone(self, workshop: str, chat_id: int) -> None:
        """Let a panel show its question until it is answered or nobody seems to."""
        self._asking[workshop, chat_id, "panel"] = self._clock() + _ASKING

    def take_up(self, workshop: str, chat_id: int) -> None:
        """The question on a panel is answered."""
        self._asking.pop((workshop, chat_id, "panel"), None)

    async def close(self) -> None:
        """Stop; what is not shown yet is shown after the next start."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        # A context of its own: it may live on with calls for other updates.
        task = asyncio.create_task(work, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a board is given up", exc_info=task.exception())

    async def _keep(self, workshop: str, line: _Line) -> None:
        try:
            while True:
                line.dirty = False
                line.urgent.clear()
                try:
                    wait = await self._draw(workshop)
                except SQLAlchemyError as error:
                    log.warning("boards wait for the database", error=str(error))
                    wait = _LOOK_EVERY
                if wait is None and not line.dirty:
                    return
                # Votes that come meanwhile are not urgent: they are seen at the next look.
                await self._pause(line, min(_LOOK_EVERY, wait or _LOOK_EVERY))
        finally:
            del self._lines[workshop]  # if it was given up, the next change tries again

    async def _pause(self, line: _Line, seconds: float) -> None:
        """Wait, but not longer than until something urgent happens."""
        nap = asyncio.ensure_future(self._sleep(seconds))
        called = asyncio.ensure_future(line.urgent.wait())
        try:
            await asyncio.wait({nap, called}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()
            called.cancel()

    async def _draw(self, workshop: str) -> float | None:
        """Begin to update what is outdated; return the seconds until there may be more, or None."""
        waits = []
        held, room, spots, early = await self._records.read(lambda it: read_workshop(it, workshop))
        for key in [key for key in self._untrue if key[0] == workshop]:
            if held is None or key not in map(key_of, spots):
                del self._untrue[key]  # it is not to be shown any more
        if held is None:
            return None
        # What people of one kind see is the same for all of them.
        refused = room_in_the_dark(spots)
        looks = {
            kind: self._look(held, room, kind, refused=refused)
            for kind in {spot.kind for spot in spots}
        }
        for spot in spots:
            key = key_of(spot)
            if _is_true(spot, looks[spot.kind]) or self._rests(key):
                self._untrue.pop(key, None)
                continue
            self._untrue.setdefault(key, self._clock())
            # Checked before waiting for the pace of the chat: what it waits for needs that pace
            # itself.
            wait = _SOON if key in early else self._wait(held, spot)
            if wait > 0 or key in self._showing:
                waits.append(wait or _LOOK_EVERY)
                continue
            self._showing.add(key)
            self._spawn(self._show(spot))
        now = int(self._now())
        changes = pages.changes_at(held.workshop, now)
        if changes is not None:
            waits.append(float(changes - now))
        return min(waits) if waits else None

    def _wait(self, held: WorkshopRecord, spot: Spot) -> float:
        """The seconds until a message may be changed."""
        now, key = self._clock(), key_of(spot)
        free_in = spot.free_in if spot.free_in <= _CLAIM else 0.0
        waits = [free_in, self._free.get(key, 0.0) - now, self._asking.get(key, 0.0) - now]
        can_wait = spot.kind == "left" or spot.version == held.version
        if spot.message_id and can_wait and self._pacing.spare(spot.chat_id) < _RESERVE:
            waits.append(EDIT_EVERY)
        return max(*waits, 0.0)

    async def _show(self, spot: Spot) -> None:
        """Bring one message up to date."""
        key = key_of(spot)
        try:
            await self._pacing.wait_for(spot.chat_id)
            held, room, now_there, refused = await self._records.read(
                lambda it: read_spot(it, spot)
            )
            if held is None or now_there is None:
                return
            look = self._look(held, room, spot.kind, refused=refused)
            if _is_true(now_there, look):
                return
            if await self._records.write(lambda it: workshop_boards.claim(it, now_there, _CLAIM)):
                await self._put(held, look, now_there)
        except SQLAlchemyError as error:
            log.warning("board not noted", error=str(error))
        finally:
            self._showing.discard(key)
            # The count may have moved on meanwhile.
            self.wake(spot.workshop, urgent=False)

    async def _put(self, held: WorkshopRecord, look: WorkshopPage, spot: Spot) -> None:
        to = Place(spot.chat_id, (held.thread_id or None) if spot.kind == "group" else None)
        keyboard = Keyboards(bot_name=self._bot_name)(look.rows)
        if spot.message_id is None:
            call: SendText | EditText = SendText(to, look.text, keyboard)
        else:
            call = EditText(to, spot.message_id, look.text, keyboard)
        shown, free_in = replace(spot, shown=_digest(look), version=held.version, refused=""), 0.0
        match await self._insist(call):
            case Delivered(message_id):
                free_in = EDIT_EVERY
                shown = replace(shown, message_id=message_id or spot.message_id)
                self._refusals.pop(key_of(spot), None)
                self._untrue.pop(key_of(spot), None)
                self._free[key_of(spot)] = self._clock() + EDIT_EVERY
            case Moved(new):
                await self._store.migrate_chat(spot.chat_id, new, None)
                return
            case Unreachable() if spot.kind != "group":
                shown = replace(shown, message_id=UNREACHABLE)
                if spot.kind == "panel":
                    await self._tell_unreachable(held)
            case Unreachable(why) | Refused(why):
                log.warning("board refused", chat=spot.chat_id, kind=spot.kind, error=why)
                shown = replace(spot, refused=why)
                self._spawn(self._rest(spot))
        await self._records.write(lambda it: workshop_boards.note(it, shown, free_in))

    def _oldest_untrue(self) -> float:
        """For how many seconds a message has not shown what it should; refused ones aside, which
        the panel tells of.
        """
        return max((self._clock() - since for since in self._untrue.values()), default=0.0)

    def _rests(self, key: SpotKey) -> bool:
        """Whether Telegram refused a message a short while ago."""
        return key in self._refusals and self._free.get(key, 0.0) > self._clock()

    async def _rest(self, spot: Spot) -> None:
        """Leave a refused message alone for a while: the bot may get its rights back."""
        key = key_of(spot)
        refusals = self._refusals[key] = self._refusals.get(key, 0) + 1
        wait = min(_FIRST_REST * 2 ** (refusals - 1), _LONGEST_REST)
        self._free[key] = self._clock() + wait
        self.wake(spot.workshop)  # the panel tells of it
        await self._sleep(wait)
        self.wake(spot.workshop)

    async def _tell_unreachable(self, held: WorkshopRecord) -> None:
        """Who leads has never written to the bot: ask in the group to open the private chat."""
        guide = self._guides(held.workshop.language)
        invited = panel_waits(held.workshop, guide)
        to = Place(held.chat_id, held.thread_id or None)
        call = SendText(to, invited.text, Keyboards(bot_name=self._bot_name)(invited.rows))
        await self._pacing.wait_for(held.chat_id)
        await self._insist(call)

    def _look(
        self, held: WorkshopRecord, room: Room, kind: SpotKind, *, refused: bool
    ) -> WorkshopPage:
        """What the messages of a kind should look like now."""
        workshop = held.workshop
        guide, now = self._guides(workshop.language), int(self._now())
        match kind:
            case "group":
                return pages.board(workshop, room.turnout(workshop), guide, now)
            case "left":
                return pages.left_board(workshop, guide) or WorkshopPage("")
            case "private":
                return pages.private_board(workshop, guide)
        return panel(workshop, room.turnout(workshop), guide, now, refused=refused)


def _is_true(spot: Spot, look: WorkshopPage) -> bool:
    if spot.message_id == UNREACHABLE or not look.text:
        return True
    return spot.message_id is not None and spot.shown == _digest(look)


def _digest(look: WorkshopPage) -> str:
    """Equal for what looks the same."""
    return hashlib.blake2b(repr((look.text, look.rows)).encode(), digest_size=12).hexdigest()
