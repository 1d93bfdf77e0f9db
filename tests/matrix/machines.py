"""Faults of the machine that a bot runs on: ended, stopped, its clock wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from random import Random

from tests.matrix.rooms import Room

_DAY = 86_400
# Seconds within which a bot starts, on a busy machine too.
_STARTS_WITHIN = 30.0
# Seconds that a bot stands still: alone, and where another one is to notice.
_STANDS, _STANDS_AMONG_OTHERS = 2.0, 14.0


async def killed(room: Room, random: Random, begun: Callable[[], None]) -> None:
    """Kill bots three times in the middle of what they do."""
    begun()
    for _ in range(3):
        await _some_calls(room, random)
        bot = random.choice(room.bots)
        await bot.kill()
        room.struck += 1
        await asyncio.sleep(random.uniform(0, 0.2))
        await bot.begin()


async def stopped(room: Room, random: Random, begun: Callable[[], None]) -> None:
    """Stop a bot in the middle of what it does."""
    begun()
    await _some_calls(room, random)
    await room.bots[0].freeze()
    room.struck += 1
    await asyncio.sleep(_STANDS if len(room.bots) == 1 else _STANDS_AMONG_OTHERS)
    await room.bots[0].thaw()


async def ahead(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Put a clock 400 days ahead, and start the bot with it."""
    await _wrong(room, 400 * _DAY, begun)
    async with asyncio.timeout(_STARTS_WITHIN):
        while "much would be deleted" not in room.log:  # noqa: ASYNC110 - logs ring no bell
            await asyncio.sleep(0.1)
    room.bots[0].control.put("ahead", 0)


async def behind(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Put a clock back a day, and start the bot with it."""
    await _wrong(room, -_DAY, begun)
    await asyncio.sleep(_STANDS)
    room.bots[0].control.put("ahead", 0)


async def _wrong(room: Room, seconds: int, begun: Callable[[], None]) -> None:
    bot = room.bots[0]
    await room.settled()  # or the kill would be a fault of its own
    bot.control.put("ahead", seconds)
    room.struck += 1
    await bot.kill()
    await bot.begin()
    begun()


async def _some_calls(room: Room, random: Random) -> None:
    """Wait for some calls of the bots and a little longer, but not for ever."""
    enough = len(room.standin.calls) + random.randint(1, 4)
    with contextlib.suppress(TimeoutError):
        await room.standin.wait_for(lambda: len(room.standin.calls) >= enough, timeout=0.4)
    await asyncio.sleep(random.uniform(0, 0.01))
