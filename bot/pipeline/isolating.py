"""Updates that cannot be handled: nobody waits for them, and they are kept to be looked at."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog

from bot.services import Services
from bot.storage.failures import MOST_TRIES, FailedUpdate
from bot.storage.ownership import AlreadyHandled
from bot.telegram.updates import person_of

log = structlog.get_logger()

# What ended the bot every time cannot be told; that it did can.
_ENDED_THE_BOT = "the bot ended each time"
_NO_ID = "no id that can be stored"
_LONGEST_ID = 40
# Seconds in which what ends the bot ends it. Chosen.
_MOMENTS = 2.0


class Isolation:
    """Tells which updates are not to be handled, and keeps them aside."""

    def __init__(self, services: Services) -> None:
        self._failures = services.failures
        self._metrics = services.metrics
        # Ids of updates that an earlier run, or another bot, left unhandled.
        self._left: set[int] = set()
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def alone(self, raw: Mapping[str, Any]) -> AsyncIterator[None]:
        """While an update that was left is handled, no other such one is begun: if the bot ends
        then, that one counts, and not all that were in hand. For some moments only: what takes
        longer waits for something, and others must not.
        """
        if int(raw["update_id"]) not in self._left:
            yield
            return
        await self._one.acquire()
        held = [True]

        def release() -> None:
            if held:
                held.clear()
                self._one.release()

        timer = asyncio.get_running_loop().call_later(_MOMENTS, release)
        try:
            yield
        finally:
            timer.cancel()
            release()

    def left(self, raw: dict[str, Any]) -> None:
        """An update was left unhandled: perhaps it is what ended the bot."""
        self._left.add(int(raw["update_id"]))

    async def ends_the_bot(self, raw: dict[str, Any]) -> FailedUpdate | None:
        """An update as one that failed, if the bot has ended each time it was begun.

        Raises AlreadyHandled: Telegram may have repeated one that was left.
        """
        update_id = int(raw["update_id"])
        if update_id not in self._left:
            return None
        tries = await self._failures.begun(update_id)
        if tries is None:
            raise AlreadyHandled
        if tries <= MOST_TRIES:
            return None
        log.error("an update is given up: the bot ended each time it was begun", tries=tries - 1)
        return FailedUpdate(str(update_id), person_of(raw), _ENDED_THE_BOT)

    def failed(self, raw: dict[str, Any], error: Exception) -> FailedUpdate:
        """An update as one that failed."""
        return FailedUpdate(str(raw["update_id"]), person_of(raw), type(error).__name__)

    async def pass_over(self, strange: object) -> None:
        """Keep what came in place of an update, or an update whose id no database can hold.

        Raises what the database raises.
        """
        body = json.dumps(strange)
        told = strange if isinstance(strange, dict) else {}
        number = told.get("update_id")
        id_ = str(number) if type(number) is int else ""
        if not id_ or len(id_) > _LONGEST_ID:
            id_ = "?" + hashlib.sha256(body.encode()).hexdigest()[:16]
        if await self._failures.keep(FailedUpdate(id_, person_of(told), _NO_ID, body)):
            log.error("an update is passed over", reason=_NO_ID)
            self._metrics.update_failed()
