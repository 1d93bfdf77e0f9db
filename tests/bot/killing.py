"""Bots killed again and again while people talk to them, and what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from random import Random

from bot.preview.server import preview_server
from bot.preview.standin.chats import Person
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from bot.preview.standin.taps import PATIENCE
from tests.bot.balancing import balancer
from tests.bot.chain import chain
from tests.bot.databases import PostgresDatabase
from tests.bot.harness import SECRET, free_port
from tests.bot.lives import (
    Crowd,
    Lives,
    Place,
    Watch,
    differences,
    expected,
    forking,
    heard,
    repeated,
)
from tests.bot.postgres import Server

# How likely a bot gets to work before it is killed; the others are perhaps still starting.
_AT_WORK = 0.75
# Seconds in which nobody gives up a tap: how loaded the machine is must not matter.
NEVER = 3600.0


@dataclass(frozen=True)
class Killed:
    """What came of a run.

    kills: how many there were. faults: all that was lost, doubled without a reason, or strange.
    again: replies that came twice because a kill hid that they had arrived. untold: taps without a
    toast, by why.
    """

    kills: int
    messages: int
    taps: int
    faults: list[str]
    again: int
    untold: Counter[str]
    tracebacks: int


@contextlib.asynccontextmanager
async def crowded(
    folder: Path, people: int, tap_lives: float = NEVER
) -> AsyncIterator[tuple[StandIn, Place, list[Person]]]:
    """A stand-in with so many people, and a place for the bot to live.

    tap_lives: seconds after which a tap can be acknowledged no more.
    """
    limits = Limits(enforced=False, callback_answer_within=tap_lives)
    async with preview_server(StandIn(limits=limits)) as server:
        standin = server.standin
        persons = [await standin.people.add_person(f"P{n}") for n in range(people)]
        yield standin, Place(folder, server.url, standin.token), persons


async def kill_often(
    folder: Path,
    kills: int,
    people: int,
    seed: int,
    tap_lives: float = NEVER,
    until: float = inf,
    tapping: float = 0.4,
) -> Killed:
    """Kill a bot on a file so often, or until a moment of time.monotonic().

    tapping: how likely people rather tap.
    """
    random = Random(seed)  # noqa: S311
    async with crowded(folder, people, tap_lives) as (standin, place, persons):
        watch = Watch(standin, place)
        crowd = Crowd(standin, persons, pause=people / 20, seed=seed, tapping=tapping)
        async with forking(place) as lives:
            async with crowd.talking():
                while watch.looks < kills and time.monotonic() < until:
                    polls = len(standin.called("getUpdates"))
                    await lives.begin()
                    if random.random() < _AT_WORK:
                        await standin.wait_for(lambda: len(standin.called("getUpdates")) > polls)  # noqa: B023 - awaited here
                    await fatal_moment(standin, random)
                    await lives.kill()
                    await watch.look()
            await lives.begin()
            await rest(standin, place)
            await lives.kill()
        return _told(standin, place, crowd, watch)


async def kill_replicas_often(
    folder: Path, own: Server, kills: int, people: int, seed: int, until: float = inf
) -> Killed:
    """Kill one of two replicas so often, or until a moment of time.monotonic(); every eighth time
    restart the server instead.
    """
    random = Random(seed)  # noqa: S311
    ports = [free_port(), free_port()]
    async with (
        crowded(folder, people) as (standin, place, persons),
        balancer(ports) as url,
        contextlib.AsyncExitStack() as stack,
    ):
        place = Place(folder, place.standin_url, place.token, server=PostgresDatabase(own))
        place = place.with_setting("MULAI_WEBHOOK_URL", url)
        place = place.with_setting("MULAI_WEBHOOK_SECRET", SECRET)
        lives = [
            await stack.enter_async_context(
                forking(place.with_setting("MULAI_WEB_PORT", str(port)))
            )
            for port in ports
        ]
        for replica in lives:
            await replica.begin()
        # Each fork server has set one too, before its bot did.
        await standin.wait_for(lambda: len(standin.called("setWebhook")) >= 2 * len(lives))
        watch = Watch(standin, place)
        # Telegram keeps no order between messages and taps, which change states too.
        crowd = Crowd(standin, persons, pause=people / 24, seed=seed, tapping=0.0)
        async with crowd.talking():
            for number in range(kills):
                await asyncio.sleep(random.uniform(0.05, 0.8))
                await _hit(own, lives, number, random, watch)
                if time.monotonic() > until:
                    break
        await rest(standin, place)
        return _told(standin, place, crowd, watch)


async def fatal_moment(standin: StandIn, random: Random) -> None:
    """Let some time pass, or some calls and then a little time: the narrow gaps are hit too."""
    if random.random() < 0.5:
        await asyncio.sleep(random.uniform(0, 0.4))
        return
    enough = len(standin.calls) + random.randint(1, 30)
    with contextlib.suppress(TimeoutError):
        await standin.wait_for(lambda: len(standin.calls) >= enough, timeout=0.5)
    await asyncio.sleep(random.uniform(0, 0.01))


async def some_messages(standin: StandIn, count: int) -> None:
    """Wait for so many more messages of the bot."""
    enough = len(standin.called("sendMessage")) + count
    await standin.wait_for(lambda: len(standin.called("sendMessage")) >= enough)


async def rest(standin: StandIn, place: Place) -> None:
    """Let bots that nobody kills do all that is left."""
    await standin.wait_for(lambda: not standin.updates.waiting)
    await place.settled(PATIENCE)


async def _hit(own: Server, lives: list[Lives], number: int, random: Random, watch: Watch) -> None:
    """Restart the server, or kill a replica and let it come back after a while."""
    if number % 8 == 7:
        await asyncio.to_thread(own.stop)
        await asyncio.sleep(random.uniform(0, 1))
        await asyncio.to_thread(own.start)
        # At once: the other replica takes over within seconds, and then no row tells of it.
        await watch.look()
        for replica in lives:
            await replica.supervise()
        return
    victim = lives[random.randrange(2)]
    # One that was just starting when the server went down has said so and ended.
    await victim.supervise()
    await victim.kill()
    await watch.look()
    await asyncio.sleep(random.uniform(0, 1.5))
    await victim.begin()


def _told(standin: StandIn, place: Place, crowd: Crowd, watch: Watch) -> Killed:
    forgotten = _forgotten(standin, place)
    did, should = heard(standin, place), expected(standin, chain(), forgotten)
    untold = _untold(standin)
    if untold:  # counted by themselves, not among what differs
        for chat_id, told in should.items():
            for tap in [tap for tap in told.toasts if tap not in did[chat_id].toasts]:
                del told.toasts[tap]
    return Killed(
        watch.looks,
        crowd.messages,
        crowd.taps,
        differences(should, did, watch),
        repeated(did),
        untold,
        place.log.count("Traceback"),
    )


def _forgotten(standin: StandIn, place: Place) -> frozenset[int]:
    """The taps that nobody fetched while Telegram kept them, for some minutes."""
    known = {row[0] for row in place.rows("SELECT update_id FROM inbox")}
    now = standin.clock()
    return frozenset(
        update.id
        for update in standin.updates.all.values()
        if "callback_query" in update.body and update.expires <= now and update.id not in known
    )


def _untold(standin: StandIn) -> Counter[str]:
    """The taps without a toast, by what became of them."""
    first: dict[str, float] = {}
    for call in standin.called("answerCallbackQuery"):
        first.setdefault(str(call.parameters["callback_query_id"]), call.at)
    whys: Counter[str] = Counter()
    for tap in standin.taps.all.values():
        if tap.toast is None and tap.id not in first:
            whys["no answer was sent"] += 1
        elif tap.toast is None:
            late = first[tap.id] - tap.at > standin.taps.within
            whys["answered too late" if late else "refused for another reason"] += 1
    return whys
