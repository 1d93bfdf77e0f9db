"""Faults at random: some calm, then a storm of one kind, and so on."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

from bot.preview.standin.standin import Call, PlannedFault, StandIn

# Seconds of calm and of storm. A tap is not answered after fifteen seconds: storms end before.
CALM, STORM = (5.0, 15.0), (1.0, 5.0)

_WHOLE = {
    "down": PlannedFault(lose_request=True),
    "500": PlannedFault(status=500),
    "502 in HTML": PlannedFault(status=502, body="<html>Bad Gateway</html>"),
    "cut JSON": PlannedFault(body='{"ok": tr'),
    "slow": PlannedFault(delay=1.5),
}
# These hit a part of the calls only.
_PARTLY = {
    "429": PlannedFault(status=429, retry_after=2),
    "answers lost": PlannedFault(lose_answer=True),
}
_OTHER = ("updates twice", "database locked")


class Weather:
    """Lets a stand-in's calls, its updates and the bot's database go wrong.

    database: SQLite's file, which is locked now and then; None for another kind.
    storms: (kind, begin, end) by the stand-in's clock. repeated: replies that Telegram took
        although its answer was lost, so that the bot has to say them again.
    """

    def __init__(self, standin: StandIn, random: Random, database: Path | None) -> None:
        self._standin = standin
        self._random = random
        self._database = database
        self._kind = ""
        self.storms: list[tuple[str, float, float]] = []
        self.faults: Counter[str] = Counter()
        self.repeated = 0
        standin.faults = self._strike

    @contextlib.asynccontextmanager
    async def raging(self) -> AsyncIterator[None]:
        """Storms come and go until the end of this; then it is calm."""
        task = asyncio.create_task(self._rage())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._kind = ""

    def touched(self, begin: float, end: float, echo: float = 8.0) -> bool:
        """Whether there was a storm in some time, or so many seconds before it."""
        return any(b < end and begin - echo < e for _, b, e in self.storms)

    async def _rage(self) -> None:
        kinds = [*_WHOLE, *_PARTLY, *_OTHER]
        while True:
            await asyncio.sleep(self._random.uniform(*CALM))
            self._kind = self._random.choice(kinds)
            begin = self._standin.clock()
            self.storms.append((self._kind, begin, float("inf")))
            async with self._locked():
                for _ in range(round(self._random.uniform(*STORM))):
                    if self._kind == "updates twice":
                        self._again()
                    await asyncio.sleep(1)
            self.storms[-1] = (self._kind, begin, self._standin.clock())
            self._kind = ""

    def _again(self) -> None:
        for update_id in list(self._standin.updates.all)[-20:]:
            self._standin.redeliver(update_id)
            self.faults["updates twice"] += 1

    @contextlib.asynccontextmanager
    async def _locked(self) -> AsyncIterator[None]:
        if self._kind != "database locked" or self._database is None:
            yield
            return
        with contextlib.closing(sqlite3.connect(self._database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.faults[self._kind] += 1
            yield
            other.execute("ROLLBACK")

    async def _strike(self, call: Call) -> PlannedFault | None:
        if fault := _WHOLE.get(self._kind):
            self.faults[self._kind] += 1
            return fault
        fault = _PARTLY.get(self._kind)
        if fault is None or self._random.random() > 0.3:
            return None
        if fault.lose_answer:
            # An edit that is made again is refused as no change: nobody sees that.
            if call.method != "sendMessage":
                return None
            self.repeated += 1
        self.faults[self._kind] += 1
        return fault
