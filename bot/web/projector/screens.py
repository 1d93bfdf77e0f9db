"""What the open pages of each workshop show: looked at once for all pages of one workshop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import structlog

from bot.web.projector.drawing import Drawing

log = structlog.get_logger()

# Seconds between two drawings. Chosen: two hundred people may vote within ten seconds, and nobody
# sees more than four changes a second.
_PAUSE = 0.25
# Seconds until the next try after the database failed. Chosen.
_LONGER_PAUSE = 5.0

Draw = Callable[[str], Awaitable[Drawing | None]]
Changed = Callable[[str, int], Awaitable[int]]


@dataclass(slots=True, eq=False)
class Screen:
    """What all pages of one workshop show; `version` counts the changes.

    drawing: None once the workshop and its page are over.
    """

    viewers: int = 0
    drawing: Drawing | None = None
    version: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, drawing: Drawing | None) -> None:
        """Show something else; what looks the same changes nothing."""
        if self.version and drawing == self.drawing:
            return
        self.drawing = drawing
        self.version += 1
        self.wake()

    def wake(self) -> None:
        """Let all who wait look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for the next change; False if so many seconds pass without one."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True


class Screens:
    """The screens that somebody looks at.

    look: the drawing of a workshop now. changed: waits until it may differ.
    of_one, of_all: how many pages of one workshop, and of all, are kept live at once.
    """

    def __init__(self, look: Draw, changed: Changed, of_one: int = 20, of_all: int = 200) -> None:
        self._look = look
        self._changed = changed
        self._of_one = of_one
        self._of_all = of_all
        self._screens: dict[str, Screen] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self.closed = False

    def has_room(self, secret: str) -> bool:
        """Whether one more page of this workshop can be kept live."""
        there = self._screens.get(secret)
        if self.closed or (there and there.viewers >= self._of_one):
            return False
        return sum(screen.viewers for screen in self._screens.values()) < self._of_all

    @contextlib.contextmanager
    def watching(self, secret: str) -> Iterator[Screen]:
        """The screen of a workshop, kept true as long as somebody watches it."""
        screen = self._screens.get(secret)
        if screen is None:
            screen = self._screens[secret] = Screen()
            self._keepers[secret] = asyncio.create_task(self._keep(secret, screen))
        screen.viewers += 1
        try:
            yield screen
        finally:
            screen.viewers -= 1
            if not screen.viewers:
                del self._screens[secret]
                self._keepers.pop(secret).cancel()

    def close(self) -> None:
        """Let all pages go, so that the server can end."""
        self.closed = True
        for screen in self._screens.values():
            screen.wake()

    async def _keep(self, secret: str, screen: Screen) -> None:
        seen, pause = -1, _PAUSE
        while True:
            try:
                # In this order, so that a change during the drawing is seen in the next round.
                seen = await self._changed(secret, seen)
                drawing = await self._look(secret)
                screen.show(drawing)
                if drawing is None:
                    return
                pause = _PAUSE
            except Exception:
                log.exception("the projector page cannot look")
                seen, pause = -1, _LONGER_PAUSE
            await asyncio.sleep(pause)
