"""Killed at any moment, the bot loses nothing and does nothing twice."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from random import Random

import pytest

from knowledge.base import Knowledge
from tests.bot.killing import crowded, kill_often, rest, some_messages
from tests.bot.lives import Crowd, Watch, differences, expected, heard

KILLS, PEOPLE, SEED = 200, 20, 20260824


async def test_two_hundred_kills_lose_no_message_and_double_no_effect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    killed = await kill_often(tmp_path, KILLS, PEOPLE, SEED)
    assert killed.faults == []
    assert not killed.untold
    assert killed.tracebacks == 0
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills: {killed.messages} messages and {killed.taps} taps, 0 lost, "
            f"0 doubled effects, {killed.again} replies repeated\n"
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
