"""Time, in one place, so that tests can let it run faster."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

# Jakarta's time: during working hours it is the same date in all three time zones of Indonesia.
_JAKARTA = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Clock:
    """now: seconds since 1970. monotonic: seconds that never go back. sleep: lets some pass."""

    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def today(self) -> str:
        """The day in Indonesia, as "2026-01-31"."""
        return day_of(self.now())


def day_of(seconds: float) -> str:
    """The day in Indonesia of a moment in seconds since 1970, as "2026-01-31"."""
    return datetime.fromtimestamp(seconds, _JAKARTA).date().isoformat()


def time_of(seconds: float, hours: int) -> str:
    """The time of day of a moment in seconds since 1970, so many hours east of Greenwich: 09.30."""
    return datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours))).strftime("%H.%M")


def week_to(last: str) -> list[str]:
    """Seven days as "2026-01-31", the last one last."""
    end = date.fromisoformat(last)
    return [(end - timedelta(days=back)).isoformat() for back in reversed(range(7))]
