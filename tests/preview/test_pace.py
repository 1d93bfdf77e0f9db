"""The stand-in slows a bot down as Telegram does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from tests.preview.conftest import HandClock, MakeStage, Stage


async def test_a_private_chat_takes_a_short_burst_then_one_a_second(paced: Stage) -> None:
    for number in range(5):
        await paced.bot.send_message(paced.rina.id, str(number))
    with pytest.raises(RetryAfter) as refused:
        await paced.bot.send_message(paced.rina.id, "terlalu cepat")
    assert refused.value.retry_after == timedelta(seconds=1)
    paced.clock.pass_(1)
    assert await paced.bot.send_message(paced.rina.id, "lagi")
    assert paced.standin.too_many == 1


async def test_a_group_takes_twenty_sends_and_edits_a_minute(paced: Stage) -> None:
    board = await paced.bot.send_message(paced.group.id, "0")
    for number in range(1, 20):
        paced.clock.pass_(1)
        await board.edit_text(str(number))
    paced.clock.pass_(1)
    with pytest.raises(RetryAfter) as refused:
        await board.edit_text("20")
    assert refused.value.retry_after == timedelta(seconds=40)
    paced.clock.pass_(40)
    assert await board.edit_text("20")


async def test_the_whole_bot_takes_thirty_a_second(paced: Stage) -> None:
    chats = [await paced.people.add_person(f"Orang{number}") for number in range(31)]
    for person in chats:
        await paced.people.start(person)
    for person in chats[:30]:
        await paced.bot.send_message(person.id, "halo")
    with pytest.raises(RetryAfter):
        await paced.bot.send_message(chats[30].id, "halo")


async def test_acknowledging_taps_does_not_count(paced: Stage) -> None:
    private = paced.people.private(paced.rina)
    message = await paced.bot.send_message(paced.rina.id, "halo")
    for _ in range(40):
        tap = await paced.people.forge(private, paced.rina, message.message_id, "x")
        assert await paced.bot.answer_callback_query(tap.id)
    assert paced.standin.too_many == 0


async def test_limits_that_are_not_enforced_are_counted(
    make_stage: MakeStage, clock: HandClock
) -> None:
    stage = await make_stage(StandIn(clock=clock, limits=Limits(enforced=False)))
    for number in range(7):
        await stage.bot.send_message(stage.rina.id, str(number))
    assert stage.standin.too_many == 2
