"""How many updates of one person are handled at once: a flood slows down only its sender."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.telegram.updates import person_of

log = structlog.get_logger()

# Updates of one person in one chat that are handled at once; the rest wait in the inbox. Chosen:
# people who type fast send fewer.
IN_HAND = 10
# Seconds between two tries to read an update that is not yet in the inbox, or while the database
# fails. Chosen.
_ASK_AGAIN = 0.1

Json = dict[str, Any]
PersonKey = tuple[int, int]


@dataclass(slots=True)
class _Line:
    """The updates of one person in one chat.

    in_hand: how many are being handled. later: the ids of those that wait, oldest first.
    newest: the highest id that has been begun.
    fetching: somebody brings them from the inbox.
    """

    in_hand: int = 0
    later: deque[int] = field(default_factory=deque)
    newest: int = -1
    fetching: bool = False


class Turns:
    """Begins to handle updates, each person's in their order and a few at a time.

    handle: handles one. body: the JSON of an update in the inbox, None once it is handled;
        raises KeyError if it is not there yet.
    """

    def __init__(
        self,
        handle: Callable[[Json], Coroutine[Any, Any, None]],
        body: Callable[[int], Awaitable[str | None]],
        in_hand: int = IN_HAND,
    ) -> None:
        self._handle = handle
        self._body = body
        self._in_hand = in_hand
        self._lines: dict[PersonKey, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def take(self, raw: Json) -> None:
        """Take an update that stands in the inbox, or soon will: now, or when its turn comes."""
        person = person_of(raw)
        line = self._lines.setdefault(person, _Line())
        update_id = int(raw["update_id"])
        if update_id < line.newest:
            # It comes late, as after another replica died: the updates being handled may wait for
            # it.
            self._begin(person, line, raw)
        elif line.later or line.fetching or line.in_hand >= self._in_hand:
            # Only ids are kept here: a million waiting updates take little memory.
            _put(line.later, update_id)
        else:
            self._begin(person, line, raw)

    async def lull(self, seconds: float) -> None:
        """Wait until nothing is in hand, but no longer than so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def settle(self, seconds: float) -> None:
        """Wait for what is in hand; what is not done by then stays in the inbox."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, person: PersonKey, line: _Line, raw: Json) -> None:
        line.in_hand += 1
        line.newest = max(line.newest, int(raw["update_id"]))
        self._spawn(self._handle(raw), lambda: self._done(person, line))

    def _done(self, person: PersonKey, line: _Line) -> None:
        line.in_hand -= 1
        if line.later and not line.fetching and not self._closing:
            line.fetching = True
            self._spawn(self._fetch(person, line), lambda: self._go(person, line))
        self._go(person, line)

    def _go(self, person: PersonKey, line: _Line) -> None:
        """Forget a line without updates."""
        if not (line.in_hand or line.later or line.fetching):
            self._lines.pop(person, None)

    async def _fetch(self, person: PersonKey, line: _Line) -> None:
        """Begin waiting updates from the inbox until IN_HAND are being handled."""
        try:
            while line.later and line.in_hand < self._in_hand and not self._closing:
                update_id = line.later[0]
                try:
                    body = await self._body(update_id)
                except (KeyError, SQLAlchemyError):
                    await asyncio.sleep(_ASK_AGAIN)
                    continue
                line.later.remove(update_id)
                if body is not None:
                    self._begin(person, line, json.loads(body))
        finally:
            line.fetching = False

    def _spawn(self, work: Coroutine[Any, Any, None], done: Callable[[], None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)

        def finished(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and task.exception() is not None:
                log.error("an update stays in the inbox", exc_info=task.exception())
            done()

        task.add_done_callback(finished)


def _put(later: deque[int], update_id: int) -> None:
    """Add an id where it belongs, nearly always to the end."""
    place = len(later)
    while place and later[place - 1] > update_id:
        place -= 1
    later.insert(place, update_id)
