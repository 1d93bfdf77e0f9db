"""Telegram's pace: how long a message must wait so that no limit is passed.

Token buckets: a reply waits only when a limit would really be passed, never on an even spacing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pace:
    """A limit: `burst` at once, and `per_second` more in the long run."""

    burst: float
    per_second: float


# A little under the limits that Telegram's FAQ for bots names: 30 messages a second in all, one a
# second in a chat with short bursts, 20 a minute in a group.
OVERALL = Pace(burst=25, per_second=28)
PRIVATE = Pace(burst=4, per_second=1)
GROUP = Pace(burst=8, per_second=12 / 60)


def pace_of(chat_id: int) -> Pace:
    """The limit of one chat: groups have negative ids, people positive ones."""
    return GROUP if chat_id < 0 else PRIVATE


class Bucket:
    """Tokens that refill with time; each call takes one."""

    def __init__(self, pace: Pace, now: float) -> None:
        self._pace = pace
        self._tokens = pace.burst
        self._at = now

    def take(self, now: float) -> float:
        """Take a token, on credit if there is none; return the seconds to wait for it."""
        self._refill(now)
        self._tokens -= 1
        return max(0.0, -self._tokens / self._pace.per_second)

    def spare(self, now: float) -> float:
        """How many calls could be made at once now."""
        self._refill(now)
        return max(0.0, self._tokens)

    def is_full(self, now: float) -> bool:
        """Whether it is full, so that it need not be remembered."""
        self._refill(now)
        return self._tokens >= self._pace.burst

    def _refill(self, now: float) -> None:
        gained = (now - self._at) * self._pace.per_second
        self._tokens = min(self._pace.burst, self._tokens + gained)
        self._at = now


class Pacer(Protocol):
    """Keeps Telegram's pace, for this bot alone or for several together."""

    async def wait_for(self, chat_id: int) -> None:
        """Wait until one more message to a chat passes no limit."""

    def spare(self, chat_id: int) -> float:
        """How many messages could go to a chat at once now."""


class Pacing:
    """The waits of all chats together.

    clock, sleep: the time that passes, in seconds.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._overall = Bucket(OVERALL, clock())
        self._chats: dict[int, Bucket] = {}

    async def wait_for(self, chat_id: int) -> None:
        """Wait until one more message to a chat passes no limit."""
        wait = self._chat(chat_id).take(self._clock())
        if wait:
            await self._sleep(wait)
        wait = self._overall.take(self._clock())
        if wait:
            await self._sleep(wait)

    def note(self, chat_id: int) -> None:
        """Note a message to a chat that is sent without waiting here."""
        self._chat(chat_id).take(self._clock())

    def spare(self, chat_id: int) -> float:
        """How many messages could go to a chat at once now."""
        return self._chat(chat_id).spare(self._clock())

    def _chat(self, chat_id: int) -> Bucket:
        now = self._clock()
        if len(self._chats) > 10_000:
            self._chats = {c: b for c, b in self._chats.items() if not b.is_full(now)}
        return self._chats.setdefault(chat_id, Bucket(pace_of(chat_id), now))
