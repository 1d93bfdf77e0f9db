"""How many updates are handled at the same time; taps go before messages."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class HandlingSlots:
    """A few places; who waits gets them in order, but taps before all messages.

    Telegram gives up a tap after seconds, and its button spins until then; a message can wait.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._taps: deque[asyncio.Future[None]] = deque()
        self._messages: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def taken(self, *, tap: bool) -> AsyncIterator[None]:
        """Wait for a place and have it."""
        await self._take(self._taps if tap else self._messages)
        try:
            yield
        finally:
            self._pass_on()

    async def _take(self, line: deque[asyncio.Future[None]]) -> None:
        if self._free:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # the place was given just then
            raise

    def _pass_on(self) -> None:
        for line in (self._taps, self._messages):
            while line:
                turn = line.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._free += 1
