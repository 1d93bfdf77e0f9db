"""What is asked in chats that the bot has not joined: answered at once, past inbox and outbox.

An answer that comes late is worth nothing, and of such a chat nothing is to be stored: so an update
of these kinds is lost with a kill, and neither it nor the refusal of its answer is logged.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.pipeline.tasks import Tasks
from bot.services import Services
from bot.telegram.elsewhere import MODES, AskedElsewhere, answer_asked, read_asked
from conversations.elsewhere import SelfContained, guest_answer, offers

log = structlog.get_logger()

# So many are answered at the same time, and so many more may wait: who types fast asks with every
# letter, and those who write to the bot itself go first. Chosen.
_AT_ONCE: Final = 2
_WAITING: Final = 40

Json = dict[str, Any]


class AnsweringElsewhere:
    """Takes inline queries and mentions out of what arrives, and answers them."""

    def __init__(self, services: Services, bot: Bot) -> None:
        self._bot = bot
        self._shelf = services.shelf
        self._metrics = services.metrics
        self._tasks = Tasks()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    def others(self, updates: list[Json]) -> list[Json]:
        """The updates that are for the inbox; the rest is being answered when this returns."""
        return [update for update in updates if not self.takes(update)]

    def takes(self, update: Json) -> bool:
        """Whether an update is of these kinds; then it is being answered."""
        mode = next((MODES[kind] for kind in MODES if kind in update), None)
        if mode is None:
            return False
        if self._waiting >= _WAITING:
            self._metrics.answered_elsewhere(mode, "dropped")
        else:
            self._waiting += 1
            self._tasks.spawn(self._answer(update))
        return True

    async def settle(self, seconds: float) -> None:
        """Finish what is being answered, in so many seconds."""
        await self._tasks.wait(seconds)
        await self._tasks.cancel()

    async def _answer(self, update: Json) -> None:
        try:
            async with self._slots:
                asked = read_asked(update, self._bot.bot)
                if asked:
                    outcome = await self._outcome(asked)
                    self._metrics.answered_elsewhere(asked.mode, outcome)
        finally:
            self._waiting -= 1

    async def _outcome(self, asked: AskedElsewhere) -> str:
        try:
            answers = await asyncio.to_thread(self._answers, asked)
            await answer_asked(self._bot, asked, answers)
        except TelegramError:  # too late, or switched off meanwhile
            return "refused"
        except Exception as error:  # noqa: BLE001 - a traceback could quote what was asked
            log.error("not answered elsewhere", mode=asked.mode, error=type(error).__name__)
            return "failed"
        return "answered"

    def _answers(self, asked: AskedElsewhere) -> tuple[SelfContained, ...]:
        knowledge = self._shelf.knowledge
        if asked.mode == "inline":
            return offers(asked.words, asked.sender, knowledge)
        return (guest_answer(asked.words, asked.sender, knowledge),)
