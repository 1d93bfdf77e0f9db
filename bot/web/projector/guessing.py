"""How often codes may be guessed: seldom from one address, and not much more by everybody."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable
from typing import Final

# Wrong codes within so many seconds, from one address and from all together. Chosen: ten are enough
# for a hurried hand. There are 15 ** 6 = 11 million codes; while two hold, sixty wrong ones in ten
# minutes find one with a chance of 1 in 95,000, and what it opens can only be looked at.
WITHIN: Final = 10 * 60
OF_ONE: Final = 10
OF_ALL: Final = 60


class Guesses:
    """The wrong codes of late, in this process. now: seconds since 1970."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        # When, and from which address; the oldest first.
        self._wrong: deque[tuple[float, str]] = deque(maxlen=OF_ALL)

    def wait(self, address: str) -> int:
        """Seconds until an address may try again; 0 if it may now."""
        now = self._now()
        late = [each for each in self._wrong if now - each[0] < WITHIN]
        mine = [when for when, whose in late if whose == address]
        until = [0.0]
        if len(late) >= OF_ALL:
            until.append(late[0][0] + WITHIN)
        if len(mine) >= OF_ONE:
            until.append(mine[-OF_ONE] + WITHIN)
        return max(0, round(max(until) - now))

    def tried(self, address: str) -> tuple[float, str]:
        """Count a code from an address as wrong; give what `was_right` takes back."""
        guess = self._now(), address
        self._wrong.append(guess)
        return guess

    def was_right(self, guess: tuple[float, str]) -> None:
        """What was counted as wrong was right."""
        with contextlib.suppress(ValueError):
            self._wrong.remove(guess)
