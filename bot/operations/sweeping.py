"""What is kept no longer is deleted once an hour, with care."""

from __future__ import annotations

import asyncio
import itertools
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


async def sweep_forever(services: Services, post: Callable[[Posted], None]) -> None:
    """Run forever. post: sends what was put into the outbox."""
    settings = services.settings
    kept_days = Retention(
        settings.keep_days, settings.keep_questions_days, settings.keep_votes_days
    )
    for sweeps in itertools.count():
        try:
            swept = await services.upkeep.sweep_with_care(kept_days, counts=sweeps > 0)
            if swept.total:
                log.info("deleted what is kept no longer", **swept.rows)
            if swept.removed:
                log.warning("for a week, mulai undelete brings it back", rows=swept.total)
                post(await _told(services, "sweep-done", swept.rows))
        except HeldBackError as held:
            log.error("much would be deleted; is the clock right? waiting a day", **held.rows)
            if held.tries is None:
                post(await _told(services, "sweep-held", held.rows))
        except OperationalError as error:
            log.warning("the database refuses to be swept", error=str(error.orig))
        except Exception:
            log.exception("sweep failed")
        await asyncio.sleep(_SWEEP_EVERY)


async def _told(services: Services, message: str, rows: Mapping[str, int]) -> Posted:
    """Tell the admins what would be deleted, and when; or that it was."""
    edition = services.shelf.knowledge.edition(DEFAULT)
    parts = [f"{edition.say(f'rows-{table}')} {count}" for table, count in sorted(rows.items())]
    text = edition.say(
        message,
        rows=str(sum(rows.values())),
        parts=", ".join(parts),
        today=services.clock.today(),
    )
    admins = sorted(services.settings.admins)
    return await services.store.announce([SendText(Place(admin), text) for admin in admins])
