"""What the projector page shows, and when it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from sqlalchemy.engine import Connection

from bot.storage import pairing, workshop_votes
from bot.storage import workshops as records
from bot.storage.pairing import WhyClosed
from bot.storage.workshops import Records, WorkshopRecord
from bot.workshops.guides import GuideShelf
from conversations.workshop.slides import Slide, slide
from conversations.workshop.state import Room

# Seconds for which the result stays on the screen after the end; then the page is gone. Chosen.
_CLOSING: Final = 15 * 60
# Seconds between two looks for changes by other processes. Chosen.
_LOOK_EVERY: Final = 5.0


class WorkshopSlides:
    """The slides of all workshops. now: seconds since 1970."""

    def __init__(self, kept: Records, guides: GuideShelf, now: Callable[[], float]) -> None:
        self._records = kept
        self._guides = guides
        self._now = now
        # Counted up with every change; the workshop's own version counts only steps.
        self._changes = 0
        self._changed = asyncio.Event()

    def touch(self, _workshop: str) -> None:
        """A workshop has changed: somebody voted, or a step was taken."""
        self._changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def slide(self, secret: str) -> Slide | None:
        """The slide of the workshop with this secret; None if there is none, or it is over."""
        held, room = await self._records.read(lambda it: _picture(it, secret))
        if held is None:
            return None
        workshop = held.workshop
        if workshop.finished_at is not None and self._now() > workshop.finished_at + _CLOSING:
            return None
        return slide(workshop, room.turnout(workshop), self._guides(workshop.language))

    async def pair(self, code: str) -> tuple[str, WhyClosed | None]:
        """The secret of the workshop that a code opens, once; else why it opens none."""
        now = int(self._now())
        return await self._records.write(lambda it: pairing.use_code(it, code, now))

    async def changed(self, _secret: str, seen: int) -> int:
        """Wait until something may have changed since `seen`; return what to give next time."""
        if self._changes == seen:
            try:
                async with asyncio.timeout(_LOOK_EVERY):
                    await self._changed.wait()
            except TimeoutError:
                return seen
        return self._changes


def _picture(connection: Connection, secret: str) -> tuple[WorkshopRecord | None, Room]:
    held = records.by_secret(connection, secret)
    return held, workshop_votes.room(connection, held.workshop) if held else Room()
