"""How fast a bot may write, and how large what it writes may be."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.preview.standin.errors import too_many_requests

TEXT = 4096
CAPTION = 1024
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER = 200
KEYBOARD_BUTTONS = 100
KEYBOARD_ROW = 8
COPY_TEXT = 256
PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
UPLOAD_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
MOST_COMMANDS = 100
UPDATE_LIFE = 24 * 3600.0
CALLBACK_LIFE = 150.0
DELETABLE_FOR = 48 * 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """The pace that Telegram allows. Its real rules are not published; these are the known ones.

    overall: sends and edits per second of the whole bot.
    private_burst: messages that one private chat takes at once.
    private_per_second: how fast that burst fills up again.
    group_per_minute: sends and edits that one group takes in any 60 seconds.
    callback_answer_within: seconds after a tap in which it can still be acknowledged.
    enforced: False lets everything pass and only counts what would have been refused.
    """

    overall: float = 30
    private_burst: float = 5
    private_per_second: float = 1
    group_per_minute: int = 20
    callback_answer_within: float = 15
    enforced: bool = True


class LimitBucket:
    """So many at once, refilled evenly."""

    def __init__(self, size: float, per_second: float, now: float) -> None:
        self.size, self.per_second = size, per_second
        self._level, self._at = size, now

    def wait(self, now: float) -> float:
        """Return the seconds until one more fits, 0 if it fits now."""
        self._level = min(self.size, self._level + (now - self._at) * self.per_second)
        self._at = now
        return 0 if self._level >= 1 else (1 - self._level) / self.per_second

    def take(self, now: float) -> None:
        """Use up one."""
        self._level -= 1


class Window:
    """So many in any stretch of some seconds."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count, self.seconds = count, seconds
        self._taken: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Return the seconds until one more fits, 0 if it fits now."""
        while self._taken and self._taken[0] + self.seconds <= now:
            self._taken.popleft()
        return 0 if len(self._taken) < self.count else self._taken[0] + self.seconds - now

    def take(self, now: float) -> None:
        """Use up one."""
        self._taken.append(now)


class SpeedLimits:
    """Counts sends and edits, and refuses those that come too fast."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self.clock = clock
        self.refused: defaultdict[int, int] = defaultdict(int)
        self._overall = LimitBucket(limits.overall, limits.overall, clock())
        self._chats: dict[int, LimitBucket | Window] = {}

    def spend(self, chat_id: int) -> None:
        """Count one message to a chat; raise the 429 if it is one too many.

        A refused call uses nothing up, so that waiting for retry_after always helps.
        """
        now = self.clock()
        counters = (self._overall, self._counter(chat_id, now))
        wait = max(counter.wait(now) for counter in counters)
        if wait > 0:
            self.refused[chat_id] += 1
            if self.limits.enforced:
                raise too_many_requests(max(1, math.ceil(wait)))
        for counter in counters:
            counter.take(now)

    def _counter(self, chat_id: int, now: float) -> LimitBucket | Window:
        if chat_id not in self._chats:
            limits = self.limits
            self._chats[chat_id] = (
                LimitBucket(limits.private_burst, limits.private_per_second, now)
                if chat_id > 0
                else Window(limits.group_per_minute, 60)
            )
        return self._chats[chat_id]
