"""What the metrics count, kept by day for `/statistik`."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services

log = structlog.get_logger()

_EVERY = 5.0


class Tallies:
    """Writes what has been counted every few seconds, not with every message.

    So a message needs no further row. A kill loses the counts of these seconds, but no question.
    """

    def __init__(self, services: Services) -> None:
        self._store = services.store
        self._today = services.clock.today
        self._metrics = services.metrics
        self._written = self._metrics.counted()
        self._writing = asyncio.Lock()

    async def write(self) -> None:
        """Write what has been counted since the last time."""
        async with self._writing:
            counted = self._metrics.counted()
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
