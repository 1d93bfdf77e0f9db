"""Who may decide for a group: its admins, as Telegram names them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

_ADMINS = frozenset({ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
# Seconds for which an answer is kept, and that there was none; most seconds to wait for one, most
# answers kept. Chosen: a new admin waits a minute at most.
_HOLDS, _SILENCE_HOLDS, _PATIENCE, _MOST = 60.0, 10.0, 5.0, 1000
# Most questions asked at the same time. Chosen: a Telegram that hangs must leave most connections
# to answers.
_AT_ONCE = 8


class AdminsUnknownError(Exception):
    """Telegram does not tell who is an admin of a group."""


class GroupAdmins:
    """Tells the admins of groups, as Telegram does.

    clock: seconds that never go back.
    """

    def __init__(self, bot: Bot, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._clock = clock
        # By chat and person: when it was asked, and the answer if there was one.
        self._known: dict[tuple[int, int], tuple[float, bool | None]] = {}
        self._asking = asyncio.Semaphore(_AT_ONCE)

    async def has(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is an admin of a group.

        It may wait for Telegram, so nobody asks while holding what others wait for.
        Raises AdminsUnknownError if Telegram does not tell, or did not some seconds ago.
        """
        known = self._known.get((chat_id, user_id))
        if known is None or self._clock() - known[0] >= (
            _SILENCE_HOLDS if known[1] is None else _HOLDS
        ):
            answer = await self._ask(chat_id, user_id)
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[chat_id, user_id] = self._clock(), answer
        if known[1] is None:
            raise AdminsUnknownError
        return known[1]

    async def _ask(self, chat_id: int, user_id: int) -> bool | None:
        try:
            async with asyncio.timeout(_PATIENCE), self._asking:
                member = await self._bot.get_chat_member(chat_id, user_id)
        except (TelegramError, TimeoutError):
            return None
        return member.status in _ADMINS
