"""The queue of updates between what people do and what the bot fetches."""

from __future__ import annotations

import asyncio
import copy
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from bot.preview.standin import limits
from bot.preview.standin.chats import Bell, Json
from bot.preview.standin.errors import conflict

# Telegram's default leaves these out; a bot has to ask for them by name.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update as the bot receives it.

    queue: the order that is kept. Messages are in order per chat, taps per user.
    """

    id: int
    body: Json
    queue: str
    expires: float


class Updates:
    """Updates that wait to be confirmed, oldest first, and all that ever were."""

    def __init__(self, bell: Bell, clock: Callable[[], float]) -> None:
        self.bell = bell
        self.clock = clock
        self.waiting: dict[int, Update] = {}
        self.all: dict[int, Update] = {}
        self.allowed: frozenset[str] | None = None
        self.webhook_url = ""
        self.closed = False
        self._again: list[Update] = []
        self._numbers = itertools.count(500_000_001)
        self._poller = 0

    def put(self, kind: str, payload: Json, queue: str) -> Update | None:
        """Queue an update, unless the bot did not ask for its kind."""
        if not self.wants(kind):
            return None
        life = limits.CALLBACK_LIFE if kind == "callback_query" else limits.UPDATE_LIFE
        number = next(self._numbers)
        body = {"update_id": number, kind: copy.deepcopy(payload)}
        update = Update(number, body, queue, self.clock() + life)
        self.waiting[number] = self.all[number] = update
        self.bell.ring()
        return update

    def wants(self, kind: str) -> bool:
        """Return whether updates of this kind are queued at all."""
        return kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds to queue: None keeps what was said before, [] is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) if kinds else None

    def redeliver(self, update_id: int) -> None:
        """Hand an update out once more, as after a confirmation that got lost."""
        self._again.append(self.all[update_id])
        self.bell.ring()

    def take_again(self) -> list[Update]:
        """Return what is to be delivered twice, and forget it."""
        again, self._again = self._again, []
        return again

    def confirm(self, offset: int) -> None:
        """Forget everything below an offset; a negative one keeps only so many of the last."""
        if offset < 0:
            offset = ([0, *self.waiting][offset:] or [0])[0]
        for number in [number for number in self.waiting if number < offset]:
            del self.waiting[number]

    def drop(self) -> None:
        """Forget everything that waits."""
        self.waiting.clear()

    def expire(self) -> None:
        """Forget what nobody fetched in time: taps soon, messages after a day."""
        now = self.clock()
        for update in [update for update in self.waiting.values() if update.expires <= now]:
            del self.waiting[update.id]

    async def poll(
        self, offset: int, limit: int, seconds: float, kinds: list[str] | None
    ) -> list[Json]:
        """Return the waiting updates, or wait for one. A later poll ends an earlier one."""
        if self.webhook_url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._poller += 1
        mine = self._poller
        self.bell.ring()
        self.allow(kinds)
        self.confirm(offset)
        try:
            async with asyncio.timeout(seconds):
                await self._something(mine)
        except TimeoutError:
            self._check_poller(mine)
        if not self.closed:
            self.expire()
        again = [update.body for update in self.take_again()]
        return (again + [update.body for update in self.waiting.values()])[:limit]

    async def _something(self, mine: int) -> None:
        self.expire()
        while not (self.waiting or self._again or self.closed):
            await self.bell.wait()
            self._check_poller(mine)
            self.expire()

    def _check_poller(self, mine: int) -> None:
        if self.webhook_url:
            raise conflict("terminated by setWebhook request")
        if self._poller != mine:
            raise conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )

    def close(self) -> None:
        """End every poll that still waits."""
        self.closed = True
        self.bell.ring()
