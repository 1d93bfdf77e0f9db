"""Killed at any moment, the bot loses nothing and does nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from bot.preview.server import preview_server
from bot.preview.standin.chats import Person
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from knowledge.base import Knowledge
from tests.bot.chain import chain
from tests.bot.lives import Crowd, Place, Watch, differences, expected, forking, heard, repeated

KILLS, PEOPLE, SEED = 200, 20, 20260824


async def test_two_hundred_kills_lose_no_message_and_double_no_effect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(SEED)  # noqa: S311
    async with crowded(tmp_path, PEOPLE) as (standin, place, persons):
        watch = Watch(standin, place)
        crowd = Crowd(standin, persons, pause=1.0, seed=SEED)
        async with forking(place) as lives:
            async with crowd.talking():
                for _ in range(KILLS):
                    await lives.begin()
                    await fatal_moment(standin, random)
                    await lives.kill()
                    await watch.look()
            await lives.begin()
            await rest(standin, place)
            await lives.kill()
        did = heard(standin, place)
        assert differences(expected(standin, chain()), did, watch) == []
        assert "Traceback" not in place.log
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills: {crowd.messages} messages and {crowd.taps} taps, 0 lost, "
            f"0 doubled effects, {repeated(did)} replies repeated\n"
        )


async def test_the_command_as_operators_run_it_survives_kills_too(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    random = Random(SEED)  # noqa: S311
    topics = list(knowledge.content.topics)
    async with crowded(tmp_path, 5) as (standin, place, persons):
        watch = Watch(standin, place)
        crowd = Crowd(standin, persons, 0.5, SEED, text=lambda n: f"/start t_{topics[n]}")
        async with crowd.talking():
            for _ in range(3):
                async with place.command() as process:
                    await some_messages(standin, random.randint(1, 15))
                    await asyncio.sleep(random.uniform(0, 0.01))
                    process.kill()
                await watch.look()
        async with place.command():
            await rest(standin, place)
        assert differences(expected(standin, knowledge), heard(standin, place), watch) == []


@contextlib.asynccontextmanager
async def crowded(folder: Path, people: int) -> AsyncIterator[tuple[StandIn, Place, list[Person]]]:
    """A stand-in with so many people, and a place for the bot to live.

    A tap may wait long for its acknowledgement: how loaded the machine is must not matter here.
    """
    limits = Limits(enforced=False, callback_answer_within=3600)
    async with preview_server(StandIn(limits=limits)) as server:
        standin = server.standin
        persons = [await standin.people.add_person(f"P{n}") for n in range(people)]
        yield standin, Place(folder, server.url, standin.token), persons


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
    """Let a bot that nobody kills do all that is left."""
    await standin.wait_for(lambda: not standin.updates.waiting)
    await place.settled(60)
