"""What is handed over is the colleague's at once and alone, however many tap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.storage.effects import HandedOver, TakenMeanwhileError
from bot.storage.handing import handovers
from bot.storage.retention import Retention
from bot.storage.tables import plans, reminders, results
from conversations.keeping import OfferHandover, ShareResult, TakeOver
from knowledge.base import Knowledge
from tests.bot.databases import Storage, both
from tests.bot.harness import Hall, labels
from tests.bot.test_reminders import BUDI, RINA, WIB, Office, _upkeep

pytestmark = both()

SITI = 610000003


@pytest.fixture
async def office(storage: Storage, knowledge: Knowledge) -> AsyncIterator[Office]:
    opened = Office(storage, knowledge)
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
async def offered(office: Office) -> Office:
    """Rina has Bandung, with a step, and Samarinda; Bandung she offers. Budi has a result too."""
    await office.finishes(RINA, 1)
    await office.finishes(RINA, 2, region="64.72")
    await office.agrees(RINA, 1, "2026-12-15")
    await office.finishes(BUDI, 1, region="33.74")
    await office.does(RINA, planned=(OfferHandover("32.73", "geheim", "Sudah diterima."),))
    return office


async def shown(office: Office, person: int = BUDI) -> HandedOver:
    known = await office.stores[0].known((person, person), frozenset({"given"}), (), 0, "geheim")
    return known.given


async def accepts(office: Office, person: int = BUDI) -> None:
    await office.does(person, planned=(TakeOver("geheim", 2, 1),))


async def test_results_plan_and_reminders_go_to_the_colleague(offered: Office) -> None:
    assert [record.run for record in (await shown(offered)).results] == [1]
    await offered.does(RINA, shared=(ShareResult(1, "a-link"),))
    await accepts(offered)
    kept = await offered.of(results)
    assert sorted((row.user_id, row.run, row.region) for row in kept) == [
        (RINA, 2, "64.72"),
        (BUDI, 1, "33.74"),
        (BUDI, 2, "32.73"),
    ]
    (item,) = await offered.of(plans)
    assert (item.user_id, item.number, item.run) == (BUDI, 1, 2)
    theirs = {(row.user_id, row.about, row.number) for row in await offered.of(reminders)}
    assert theirs == {
        *((RINA, about, 2) for about in ("30", "90")),
        *((BUDI, about, run) for about in ("30", "90") for run in (1, 2)),
        (BUDI, "due", 1),
    }
    known = await offered.stores[0].known((RINA, RINA), frozenset({"diagnostics"}), (), 0)
    assert known.links == {}, "the link to a result does not outlive the handover"


async def test_the_giver_is_told_once_and_reminded_no_longer(offered: Office) -> None:
    await accepts(offered)
    await offered.deliver()
    assert [(who, text) for _, who, text in offered.sent] == [(RINA, "Sudah diterima.")]
    await offered.until(datetime(2026, 12, 16, tzinfo=WIB))
    assert [who for _, who, _ in offered.sent[1:]] == [BUDI]


async def test_a_link_serves_one_of_two_colleagues(offered: Office) -> None:
    await accepts(offered, BUDI)
    assert await shown(offered, SITI) == HandedOver()
    with pytest.raises(TakenMeanwhileError):
        await accepts(offered, SITI)
    assert {row.user_id for row in await offered.of(plans)} == {BUDI}


async def test_nobody_takes_over_from_themselves(offered: Office) -> None:
    assert await shown(offered, RINA) == HandedOver()
    with pytest.raises(TakenMeanwhileError):
        await accepts(offered, RINA)


async def test_a_link_taken_back_or_made_anew_hands_nothing_over(offered: Office) -> None:
    await offered.does(RINA, planned=(OfferHandover("32.73", "newer", ""),))
    assert await shown(offered) == HandedOver()
    await offered.does(RINA, planned=(OfferHandover("32.73", ""),))
    assert await offered.of(handovers) == []


async def test_a_link_is_good_for_seven_days(offered: Office) -> None:
    offered.now += timedelta(days=7) - timedelta(seconds=1)
    assert (await shown(offered)).results
    offered.now += timedelta(seconds=1)
    assert await shown(offered) == HandedOver()
    with pytest.raises(TakenMeanwhileError):
        await accepts(offered)
    await _upkeep(offered).sweep(Retention(365, 180, 30))
    assert await offered.of(handovers) == []


async def test_who_forgets_their_data_takes_the_link_along(offered: Office) -> None:
    known = await offered.stores[0].known((RINA, RINA), frozenset({"stored"}), (), 0)
    assert known.stored["handovers"][0]["region"] == "32.73"
    await offered.does(RINA, forget=True)
    assert await shown(offered) == HandedOver()
    assert await offered.of(handovers) == []


async def test_after_the_handover_each_forgets_only_what_is_theirs(offered: Office) -> None:
    await accepts(offered)
    await offered.does(RINA, forget=True)
    assert {row.user_id for row in await offered.of(plans)} == {BUDI}
    await offered.does(BUDI, forget=True)
    for table in (plans, results, reminders):
        assert await offered.of(table) == []


async def test_two_people_hand_over_in_the_chat(hall: Hall) -> None:
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    async with hall.bot():
        message = await hall.ask(rina, "/diagnosa")
        await hall.tap(rina, message, "Lewati")
        await hall.standin.wait_for(lambda: "1/14" in message["text"])
        for number in range(1, 15):
            await hall.tap(rina, message, labels(message)[1])
            await hall.standin.wait_for(lambda: f"{number}/14" not in message["text"])  # noqa: B023 - awaited here
        plan = await hall.ask(rina, "/rencana")
        await hall.tap(rina, plan, "Serahkan ke pengganti")
        await hall.standin.wait_for(lambda: "Serah terima" in plan["text"])
        before = len(hall.standin.sent(hall.standin.people.private(rina).id))
        await hall.tap(rina, plan, "Buat tautan serah terima")
        link = await hall.next_message(hall.standin.people.private(rina), before)
        payload = link["text"].rpartition("start=")[2].split()[0]
        offer = await hall.ask(budi, f"/start {payload}")
        before = len(hall.standin.sent(hall.standin.people.private(rina).id))
        await hall.tap(budi, offer, "Terima")
        await hall.standin.wait_for(lambda: "Sudah Anda terima" in offer["text"])
        told = await hall.next_message(hall.standin.people.private(rina), before)
        assert "selesai" in told["text"]
    assert hall.storage.rows("SELECT user_id FROM results") == [(budi.id,)]
