"""Who may decide for a group: its admins, as Telegram names them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from telegram import Bot
from telegram.constants import ChatMemberStatus

_ADMINS = frozenset({ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
# Seconds for which an answer is kept, most seconds to wait for one, most answers kept. Chosen: a
# new admin waits a minute at most.
_HOLDS, _PATIENCE, _MOST = 60.0, 5.0, 1000


class GroupAdmins:
    """Tells the admins of groups, as Telegram does.

    clock: seconds that never go back.
    """

    def __init__(self, bot: Bot, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}

    async def has(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is an admin of a group.

        Raises TelegramError or TimeoutError if Telegram does not tell.
        """
        asked, answer = self._known.get((chat_id, user_id), (-_HOLDS, False))
        now = self._clock()
        if now - asked < _HOLDS:
            return answer
        async with asyncio.timeout(_PATIENCE):
            member = await self._bot.get_chat_member(chat_id, user_id)
        if len(self._known) >= _MOST:
            self._known.clear()
        answer = member.status in _ADMINS
        self._known[chat_id, user_id] = (now, answer)
        return answer
