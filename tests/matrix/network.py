"""Faults of the network, and of Telegram at its other end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from bot.preview.standin.standin import Call, FaultHook, PlannedFault
from tests.matrix.rooms import Room
from tests.matrix.wire import Wire

# Seconds: longer than a call may take, or than a replica may say nothing; and a while.
_LONG, _A_WHILE = 12.0, 2.0
_SHOWS = ("sendMessage", "editMessageText", "sendDocument", "sendPhoto")


async def silent(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Nothing passes to Telegram nor back, for longer than a call may take."""
    await _quiet(room, [room.telegram], begun)


async def slow(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """All that passes takes its time."""
    await _crawling(room, [room.telegram], begun)


async def database_silent(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Nothing passes between one bot and the database."""
    await _quiet(room, room.storage[:1], begun)


async def database_slow(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """What passes between the bots and the database takes its time."""
    await _crawling(room, room.storage, begun)


async def _quiet(room: Room, wires: list[Wire], begun: Callable[[], None]) -> None:
    for each in wires:
        each.fall_silent()
    begun()
    await asyncio.sleep(_LONG)
    for each in wires:
        each.recover()
        room.struck += each.held


async def _crawling(room: Room, wires: list[Wire], begun: Callable[[], None]) -> None:
    for each in wires:
        each.be_slow()
    begun()
    await asyncio.sleep(2 * _A_WHILE)
    for each in wires:
        each.recover()
        room.struck += each.held


async def refused(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Telegram refuses one call that shows something."""

    async def refuse(call: Call) -> PlannedFault | None:
        if room.struck or call.method not in _SHOWS:
            return None
        room.struck += 1
        return PlannedFault(status=400)

    room.standin.faults = refuse
    begun()
    await room.standin.wait_for(lambda: room.struck)


async def failing(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Telegram answers everything with 502."""
    await _for_a_while(room, PlannedFault(status=502), begun, None)


async def flooded(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Telegram asks to wait for two seconds."""
    await _for_a_while(room, PlannedFault(status=429, retry_after=2), begun, _SHOWS)


async def hanging(room: Room, _: Random, begun: Callable[[], None]) -> None:
    """Calls get no answer, and have no effect; each is given up in the end."""
    fault = PlannedFault(delay=60, lose_request=True)
    await _for_a_while(room, fault, begun, (*_SHOWS, "answerCallbackQuery"))


async def _for_a_while(
    room: Room, fault: PlannedFault, begun: Callable[[], None], methods: tuple[str, ...] | None
) -> None:
    """Let calls of some methods, or of all, go wrong for a while, and at least one."""

    async def strike(call: Call) -> PlannedFault | None:
        if methods and call.method not in methods:
            return None
        room.struck += 1
        return fault

    hook: FaultHook = strike
    room.standin.faults = hook
    begun()
    await room.standin.wait_for(lambda: room.struck)
    await asyncio.sleep(_A_WHILE)
    room.standin.faults = None
