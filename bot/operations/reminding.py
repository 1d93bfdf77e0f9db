"""Reminders whose time has come are put into the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import OperationalError

from bot.clock import day_of
from bot.services import Services
from bot.storage.outgoing import Place, SendText
from bot.storage.plans import Reminded
from bot.storage.posting import Posted
from bot.telegram.rendering import Keyboards
from conversations.plan.reminding import reminder
from conversations.plan.when import earliest
from conversations.state import restore
from knowledge.base import Knowledge
from knowledge.models.language import DEFAULT

log = structlog.get_logger()

# Seconds between two looks. Chosen: none is late by more than half a minute.
_EVERY = 20.0


async def remind_forever(services: Services, post: Callable[[Posted], None]) -> None:
    """Run forever. post: sends what was put into the outbox."""
    while True:
        try:
            await remind_now(services, post)
        except OperationalError as error:
            log.warning("the database gives no reminders", error=str(error.orig))
        except Exception:
            log.exception("reminders failed")
        await asyncio.sleep(_EVERY)


async def remind_now(services: Services, post: Callable[[Posted], None]) -> int:
    """Send all reminders whose time has come; return to how many people."""
    count = 0

    def decided(person: Reminded) -> SendText | int:
        return told_or_later(person, int(services.clock.now()), services.shelf.knowledge)

    while posted := await services.store.remind(decided):
        post(posted)
        count += len(posted)
        await asyncio.sleep(0)
    return count


def told_or_later(person: Reminded, now: int, knowledge: Knowledge) -> SendText | int:
    """What a person is told now, or until when their reminders wait (seconds since 1970)."""
    moment = earliest(person.due, person.last, now, knowledge.content.plan)
    if moment > now:
        return moment
    edition = knowledge.edition(person.language or restore(person.state).heard or DEFAULT)
    said = reminder(person.due, person.plan, day_of(now), edition)
    return SendText(Place(person.user_id), said.text, Keyboards(str(person.user_id))(said.rows))
