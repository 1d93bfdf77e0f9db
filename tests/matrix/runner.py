"""Plays cells of the matrix, a few at a time, and judges each by the same measure."""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.bot.postgres import Server
from tests.matrix.activities import ACTIVITIES, Activity, LostError, Play
from tests.matrix.faults import FAULTS, Fault
from tests.matrix.judge import Outcome, judged, outcome
from tests.matrix.rooms import KINDS, UNDONE, Kind, Nursery, Room, Template, nursery, room

# Cells played at the same time: most of each is waiting.
AT_ONCE = 8
# Seconds within which boards show the truth: one that Telegram refused rests for half a minute.
_SHOWS_WITHIN = 45.0
# Seconds until all is done after the last thing that a person waits for.
_SETTLES = 60.0


@dataclass(frozen=True)
class Cell:
    """One fault during one activity on one kind of database."""

    fault: Fault
    activity: Activity
    kind: Kind

    def __str__(self) -> str:
        return f"{self.fault.name} / {self.activity.name} / {self.kind.name}"


@dataclass
class Played:
    """What a cell came to. faults: all that must not be. doubled: replies that came again."""

    cell: Cell
    faults: list[str] = field(default_factory=list)
    doubled: int = 0
    seconds: float = 0.0
    log: str = ""


def all_cells() -> list[Cell]:
    """Every cell that has a meaning."""
    return [
        Cell(fault, activity, kind)
        for fault in FAULTS
        for activity in ACTIVITIES
        for kind in KINDS
        if not fault.senseless(kind)
    ]


def sample() -> list[Cell]:
    """One cell of each kind of fault; together they touch every activity and database."""
    cells = []
    for number, fault in enumerate(FAULTS):
        kinds = [kind for kind in KINDS if not fault.senseless(kind)]
        activity = ACTIVITIES[number % len(ACTIVITIES)]
        cells.append(Cell(fault, activity, kinds[number // 2 % len(kinds)]))
    return cells


async def played(
    cells: Iterable[Cell], server: Server | None, done: Callable[[Played], None] = lambda _: None
) -> list[Played]:
    """Play cells; those for which there is no server are left out. done: hears of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = Template(folder, server)
        await template.make()
        async with nursery() as bots:
            table = _Table(folder, template, bots)
            slots = asyncio.Semaphore(AT_ONCE)

            async def one(cell: Cell) -> Played:
                async with slots:
                    result = await table.play(cell)
                done(result)
                return result

            return await asyncio.gather(*(one(cell) for cell in cells if template.has(cell.kind)))


class _Table:
    """Where cells are played. What an activity should come to is seen once, without a fault."""

    def __init__(self, folder: Path, template: Template, bots: Nursery) -> None:
        self._folder = folder
        self._template = template
        self._bots = bots
        self._should: dict[str, asyncio.Task[Outcome]] = {}
        self._rooms = 0

    async def play(self, cell: Cell) -> Played:
        """Play a cell and judge it."""
        name = cell.activity.name
        if name not in self._should:
            self._should[name] = asyncio.create_task(self._calm(cell.activity))
        should = await self._should[name]
        result, began = Played(cell), time.monotonic()
        async with self._room(cell.kind) as made:
            try:
                again = await _carry_out(cell, made, should)
            except LostError as lost:
                result.faults.append(str(lost))
            except TimeoutError:
                left = await asyncio.to_thread(made.rows, UNDONE)
                result.faults.append(f"never done; left in inbox and outbox: {left}")
            except Exception as error:  # noqa: BLE001 - of one cell; the others go on
                result.faults.append(f"the cell itself failed: {error!r}")
            else:
                _judge(result, should, made, again)
            result.log = made.log
        result.seconds = time.monotonic() - began
        return result

    async def _calm(self, activity: Activity) -> Outcome:
        async with self._room(KINDS[0]) as made:

            async def nothing() -> None:
                pass

            await activity.play(Play(made.standin, nothing, asks_again=False))
            await made.settled()
            await _still(made)
            return outcome(made)

    @contextlib.asynccontextmanager
    async def _room(self, kind: Kind) -> AsyncIterator[Room]:
        self._rooms += 1
        folder = self._folder / str(self._rooms)
        folder.mkdir()
        async with room(kind, self._template, self._bots, folder) as made:
            yield made


async def _carry_out(cell: Cell, made: Room, should: Outcome) -> int:
    """Play an activity under a fault until all is done; return how often people asked again."""
    random = Random(zlib.crc32(str(cell).encode()))  # noqa: S311
    begun = asyncio.Event()
    striking: list[asyncio.Task[None]] = []

    async def brink() -> None:
        striking.append(asyncio.create_task(_strike(cell.fault, made, random, begun)))
        await begun.wait()

    play = Play(made.standin, brink, asks_again=cell.fault.asks_again)
    try:
        await _alone(cell.activity.play(play))
        async with asyncio.timeout(_SETTLES):
            await asyncio.gather(*striking)
            await made.settled()
            await _still(made)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SHOWS_WITHIN):
                while judged(should, outcome(made)).lost:  # noqa: ASYNC110 - judged, not told
                    await asyncio.sleep(1)
    finally:
        for task in striking:
            task.cancel()
        await asyncio.gather(*striking, return_exceptions=True)
    return play.again


async def _alone(work: Awaitable[None]) -> None:
    """Wait for a script; of the failures of several people one is told."""
    try:
        await work
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


async def _strike(fault: Fault, made: Room, random: Random, begun: asyncio.Event) -> None:
    try:
        await fault.strikes(made, random, begun.set)
    finally:
        begun.set()


async def _still(made: Room) -> None:
    """Wait until the bots have been calling nothing but for updates for a while."""
    quiet, calls = 0, -1
    while quiet < 4:
        await asyncio.sleep(0.3)
        now = sum(call.method != "getUpdates" for call in made.standin.calls)
        quiet = quiet + 1 if now == calls else 0
        calls = now


def _judge(result: Played, should: Outcome, made: Room, again: int) -> None:
    fault = result.cell.fault
    verdict = judged(should, outcome(made))
    result.doubled = len(verdict.doubled)
    # Who asks again taps again, and a page that could not be changed comes as a new message.
    known = ("toast out of nothing", "reply out of nothing") if fault.asks_again else ()
    strange = [it for it in verdict.strange if not it.startswith(known)]
    result.faults += verdict.lost + strange
    allowed = 99 if fault.doubles else again
    if len(verdict.doubled) > allowed:
        result.faults += verdict.doubled
    if not made.struck:
        result.faults.append("the fault did not strike")
    if fault.log and not re.search(fault.log, made.log):
        result.faults.append(f"the log does not tell the operator: {fault.log}")
