"""Groups: who may decide for one, and whether free words are answered there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from telegram import Bot
from telegram.constants import ChatMemberStatus

from bot.tables import quiet_groups

_ADMINS = frozenset({ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
# Seconds for which Telegram's answer holds, seconds that it may take, answers remembered.
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


def set_quiet(connection: Connection, chat_id: int, *, quiet: bool) -> None:
    """Note whether free words get no answer in a group."""
    connection.execute(sa.delete(quiet_groups).where(quiet_groups.c.chat_id == chat_id))
    if quiet:
        connection.execute(sa.insert(quiet_groups).values(chat_id=chat_id))


def is_quiet(connection: Connection, chat_id: int) -> bool:
    """Whether free words get no answer in a group."""
    there = sa.select(quiet_groups.c.chat_id).where(quiet_groups.c.chat_id == chat_id)
    return connection.execute(there).first() is not None


def move(connection: Connection, old: int, new: int) -> None:
    """The group has got another id."""
    if is_quiet(connection, old):
        set_quiet(connection, old, quiet=False)
        set_quiet(connection, new, quiet=True)
