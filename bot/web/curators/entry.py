"""Who may come in: one password, few tries, and a pass that says until when it holds."""

from __future__ import annotations

import hashlib
import hmac
from collections import deque
from collections.abc import Callable
from typing import Final

# Seconds that a pass holds: a day's work. Chosen.
HOLDS: Final = 8 * 3600
# Wrong passwords of everybody together within so many seconds; then nobody is let in for a while,
# but who is in stays. Not counted by address: behind a proxy all have the same one. Chosen: fewer
# than a thousand a day, of a password of twelve characters.
_TRIES, _WITHIN = 10, 15 * 60


class Entry:
    """Lets in who knows the password. now: seconds since 1970.

    A pass needs no memory: several bots take the same ones, and a new password ends them all.
    """

    def __init__(self, password: str, now: Callable[[], float]) -> None:
        self._password = password.encode()
        # Slow on purpose: a pass that was stolen is of little use for guessing the password.
        self._key = hashlib.scrypt(self._password, salt=b"mulai curators", n=2**14, r=8, p=1)
        self._now = now
        self._wrong: deque[float] = deque(maxlen=_TRIES)

    def wait(self) -> int:
        """Seconds until the next try is allowed; 0 if one is now."""
        if len(self._wrong) < _TRIES:
            return 0
        return max(0, round(self._wrong[0] + _WITHIN - self._now()))

    def tried(self, password: str) -> str | None:
        """A pass for the right password, None for a wrong one. Ask `wait` before."""
        if hmac.compare_digest(password.encode(errors="replace"), self._password):
            return self._signed(str(int(self._now()) + HOLDS))
        self._wrong.append(self._now())
        return None

    def holds(self, given: str) -> bool:
        """Whether a pass is one of ours and still holds."""
        until = given.partition(".")[0]
        if not (until.isascii() and until.isdecimal() and len(until) <= len("9999999999")):
            return False
        signed = self._signed(until)
        return hmac.compare_digest(given.encode(), signed.encode()) and int(until) > self._now()

    def _signed(self, until: str) -> str:
        return f"{until}.{hmac.new(self._key, until.encode(), hashlib.sha256).hexdigest()}"
