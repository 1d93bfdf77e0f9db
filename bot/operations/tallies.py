"""What the metrics count, kept by day for `/statistik`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.storage.store import Store

log = structlog.get_logger()

_EVERY = 5.0


class Tallies:
    """Writes what has been counted every few seconds, not with every message.

    A message then costs no row more. A kill loses the counts of those seconds, never a question.

    today: the day, as "2026-01-31".
    """

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store = store
        self._today = today
        self._written = metrics.counted()
        self._writing = asyncio.Lock()

    async def write(self) -> None:
        """Write what has been counted since the last time."""
        async with self._writing:
            counted = metrics.counted()
            grown = {
                what: more
                for what, count in counted.items()
                if (more := int(count - self._written.get(what, 0))) > 0
            }
            if grown:
                await self._store.tally(self._today(), grown)
            self._written = counted

    async def keep(self) -> None:
        """Write every few seconds, for ever."""
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self.write()
            except SQLAlchemyError as error:
                log.warning("counts are written later", error=type(error).__name__)
