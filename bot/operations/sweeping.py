"""What is kept no longer is deleted once an hour, with care."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import structlog
from sqlalchemy.exc import OperationalError

from bot.services import Services
from bot.storage.outgoing import Place, SendText
from bot.storage.posting import Posted
from bot.storage.retention import HeldBackError, Retention
from knowledge.models.language import DEFAULT

log = structlog.get_logger()

# Seconds between two sweeps.
_SWEEP_EVERY = 3600.0
# Seconds by which the clock on the wall may run away from the one that only passes. Chosen: no
# clock that is kept right does.
_TURNED = 3600.0


class Sweeping:
    """Deletes what is kept no longer. post: sends what was put into the outbox."""

    def __init__(self, services: Services, post: Callable[[Posted], None]) -> None:
        self._services = services
        self._post = post
        settings = services.settings
        self._kept_days = Retention(
            settings.keep_days, settings.keep_questions_days, settings.keep_votes_days
        )
        self._wall = self._wall_at_start()

    async def forever(self) -> None:
        """Sweep every hour."""
        while True:
            await asyncio.sleep(_SWEEP_EVERY)
            await self.once(counts=True)

    async def once(self, *, counts: bool) -> None:
        """Sweep. To be done before a start has stored anything: what is stored by a wrong clock
        makes it seem right.

        counts: an hour has passed since the last time.
        """
        turned = abs(self._wall_at_start() - self._wall) > _TURNED
        try:
            swept = await self._services.upkeep.sweep_with_care(
                self._kept_days, counts=counts, turned=turned
            )
            if swept.total:
                log.info("deleted what is kept no longer", **swept.rows)
            if swept.removed:
                log.warning("for a week, mulai undelete brings it back", rows=swept.total)
                self._post(await _told(self._services, "sweep-done", swept.rows))
                self._wall = self._wall_at_start()
        except HeldBackError as held:
            log.error("much would be deleted; is the clock right? waiting a day", **held.rows)
            if held.tries is None:
                self._post(await _told(self._services, "sweep-held", held.rows))
        except OperationalError as error:
            log.warning("the database refuses to be swept", error=str(error.orig))
        except Exception:
            log.exception("sweep failed")

    def _wall_at_start(self) -> float:
        """What the clock on the wall showed when the other one began, if it is right now."""
        return self._services.clock.now() - self._services.clock.monotonic()


async def _told(services: Services, message: str, rows: Mapping[str, int]) -> Posted:
    """Tell the admins what would be deleted, and when; or that it was."""
    edition = services.shelf.knowledge.edition(DEFAULT)
    told = ((edition.say(f"rows-{table}"), count) for table, count in sorted(rows.items()))
    parts = [f"{name} {count}" for name, count in told]
    text = edition.say(
        message,
        rows=str(sum(rows.values())),
        parts=", ".join(parts),
        today=services.clock.today(),
    )
    admins = sorted(services.settings.admins)
    return await services.store.announce([SendText(Place(admin), text) for admin in admins])
