"""Requests to the Bot API, and when Telegram answered last."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from telegram import Bot
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot import metrics

# Seconds of silence after which Telegram is asked whether it is there, and after which it is not.
_ASK_AFTER, _AWAY_AFTER = 60.0, 180.0


class Contact:
    """When Telegram answered last.

    clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: float | None = None

    def heard(self) -> None:
        """Telegram has answered just now."""
        self._heard = self._clock()

    @property
    def is_fresh(self) -> bool:
        """Whether Telegram answered within the last three minutes."""
        return self._silence() < _AWAY_AFTER

    async def keep(self, bot: Bot) -> None:
        """Ask Telegram for a sign of life whenever it has been silent for a minute, for ever."""
        while True:
            wait = _ASK_AFTER - self._silence()
            if wait <= 0:
                wait = _ASK_AFTER
                try:
                    await bot.get_me()
                except TelegramError:
                    wait = _ASK_AFTER / 6
            await asyncio.sleep(wait)

    def _silence(self) -> float:
        return float("inf") if self._heard is None else self._clock() - self._heard


class CountedRequest(HTTPXRequest):
    """The library's connection; tells the metrics what is refused, and the contact of answers."""

    def __init__(self, contact: Contact, **options: Any) -> None:
        super().__init__(**options)
        self._contact = contact

    async def do_request(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """Make a request; return the status and the body."""
        try:
            code, body = await super().do_request(*arguments, **options)
        except NetworkError:
            metrics.call_refused(None)
            raise
        if code < 500:  # beyond that it was somebody before Telegram
            self._contact.heard()
        if code >= 400:
            metrics.call_refused(code)
        return code, body
