"""Reminders: each once, at its time, whatever dies in between and however many bots there are."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot.clock import Clock
from bot.operations.reminding import told_or_later
from bot.storage.database import Database, open_database
from bot.storage.effects import Effect
from bot.storage.outgoing import SendText
from bot.storage.plans import Reminded
from bot.storage.retention import Retention
from bot.storage.store import Store
from bot.storage.tables import plans, reminded, reminders
from bot.storage.upkeep import Upkeep
from conversations.keeping import DropPlanItem, KeepPlanItem, PlanItem, SetReminders
from conversations.messages import DiagnosticRecord
from knowledge.base import Knowledge
from tests.bot.databases import Storage, both
from tests.bot.harness import Hall, labels

pytestmark = both()

RINA, BUDI = 610000001, 610000002
WIB = timezone(timedelta(hours=7))
MONDAY = datetime(2026, 11, 30, 9, tzinfo=WIB)


class KilledError(Exception):
    """The process ended just now."""


class Office:
    """Two bots on one database, and a clock that is set by hand."""

    def __init__(self, storage: Storage, knowledge: Knowledge) -> None:
        self.storage = storage
        self.knowledge = knowledge
        self.now = MONDAY
        self.update = 0
        self.databases: list[Database] = []
        self.stores: list[Store] = []
        # When, to whom, what.
        self.sent: list[tuple[datetime, int, str]] = []

    async def start(self) -> None:
        """Both bots start, or start again."""
        await self.stop()
        for _ in range(2):
            self.databases.append(await open_database(self.storage.url))
            self.stores.append(Store(self.databases[-1], lambda: self.now.timestamp()))

    async def stop(self) -> None:
        for store in self.stores:
            await store.close()
        self.stores.clear()
        self.databases.clear()

    async def does(self, person: int, **more: Any) -> None:
        """An update of a person has an effect."""
        self.update += 1
        await self.stores[0].receive([(self.update, "{}")])
        await self.stores[0].commit(Effect(self.update, (person, person), state="1{}", **more))

    async def agrees(self, person: int, number: int, due: str, **more: Any) -> None:
        item = PlanItem(number, 1, "32.73", "water", "day_30", "", "", due, **more)
        await self.does(person, planned=(KeepPlanItem(item),))

    async def finishes(self, person: int, run: int = 1, region: str = "32.73") -> None:
        day = self.now.date().isoformat()
        record = DiagnosticRecord(run, region, "", (("food", "1"),), day)
        await self.does(person, kept=(record,))

    def decide(self, person: Reminded) -> SendText | int:
        return told_or_later(person, int(self.now.timestamp()), self.knowledge)

    async def sweep(self) -> None:
        """Both bots look at the same time, until nothing is left; what they post is sent."""
        while any(await asyncio.gather(*(store.remind(self.decide) for store in self.stores))):
            pass
        await self.deliver()

    async def deliver(self) -> None:
        posted = await self.stores[0].undelivered()
        for _, call in posted:
            assert isinstance(call, SendText)
            self.sent.append((self.now, call.to.chat_id, call.text))
        self.stores[0].mark([row for row, _ in posted])
        await self.stores[0].take_out([row for row, _ in posted])

    async def until(self, end: datetime, step: timedelta = timedelta(hours=1)) -> None:
        while self.now < end:
            self.now += step
            await self.sweep()

    async def of(self, table: Any) -> list[Any]:
        return list(await self.databases[0].read(lambda it: it.execute(table.select()).all()))


@pytest.fixture
async def office(storage: Storage, knowledge: Knowledge) -> AsyncIterator[Office]:
    opened = Office(storage, knowledge)
    await opened.start()
    yield opened
    await opened.stop()


def day(office: Office, days: int) -> str:
    return (office.now + timedelta(days=days)).date().isoformat()


async def test_a_reminder_comes_on_its_day_when_offices_open(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    await office.until(datetime(2026, 12, 4, tzinfo=WIB), timedelta(minutes=30))
    ((when, who, text),) = office.sent
    assert when == datetime(2026, 12, 2, 8, tzinfo=WIB)
    assert who == RINA
    assert "Air minum" in text


async def test_after_a_restart_a_reminder_is_there_with_the_next_look(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    await office.stop()
    office.now = datetime(2026, 12, 2, 10, 15, tzinfo=WIB)
    await office.start()
    await office.sweep()
    assert [when for when, _, _ in office.sent] == [office.now]


async def test_a_bot_that_was_away_until_night_waits_for_the_morning(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    office.now = datetime(2026, 12, 2, 21, tzinfo=WIB)
    await office.sweep()
    assert office.sent == []
    await office.until(datetime(2026, 12, 3, 9, tzinfo=WIB), timedelta(minutes=30))
    assert [when for when, _, _ in office.sent] == [datetime(2026, 12, 3, 8, tzinfo=WIB)]


async def test_who_is_killed_between_the_look_and_the_commit_loses_nothing(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    await office.agrees(BUDI, 1, "2026-12-02")
    office.now = datetime(2026, 12, 2, 9, tzinfo=WIB)
    decided: list[int] = []

    def killed(person: Reminded) -> SendText | int:
        decided.append(person.user_id)
        if len(decided) == 2:
            raise KilledError
        return office.decide(person)

    with pytest.raises(KilledError):
        await office.stores[0].remind(killed)
    await office.deliver()
    assert office.sent == [], "what was not committed is not sent"
    await office.start()
    await office.sweep()
    assert sorted(who for _, who, _ in office.sent) == [RINA, BUDI]


async def test_what_was_committed_is_sent_by_the_next_start(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    office.now = datetime(2026, 12, 2, 9, tzinfo=WIB)
    await office.stores[0].remind(office.decide)
    await office.start()
    await office.sweep()
    assert len(office.sent) == 1


async def test_what_is_done_stuck_or_deleted_is_not_reminded_of(office: Office) -> None:
    for number in (1, 2, 3, 4):
        await office.agrees(RINA, number, "2026-12-02")
    await office.agrees(RINA, 1, "2026-12-02", state="done")
    await office.agrees(RINA, 2, "2026-12-02", state="stuck", obstacle="money")
    await office.does(RINA, planned=(DropPlanItem(3),))
    await office.agrees(RINA, 4, "2026-12-09", state="moved")
    await office.until(datetime(2026, 12, 20, tzinfo=WIB))
    assert [when.date().isoformat() for when, _, _ in office.sent] == ["2026-12-09"]


async def test_who_said_no_gets_none_until_they_want_them_again(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    await office.does(RINA, planned=(SetReminders(reminds=False),))
    await office.until(datetime(2026, 12, 5, tzinfo=WIB))
    known = await office.stores[0].known((RINA, RINA), frozenset({"plan"}), (), 0)
    assert (office.sent, known.reminds) == ([], False)
    await office.does(RINA, planned=(SetReminders(reminds=True),))
    await office.until(datetime(2026, 12, 8, tzinfo=WIB))
    assert [when.date().isoformat() for when, _, _ in office.sent] == ["2026-12-07"]


async def test_who_blocked_the_bot_gets_none(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    await office.stores[0].set_reachable(RINA, reachable=False, update_id=None)
    await office.until(datetime(2026, 12, 5, tzinfo=WIB))
    assert office.sent == []


async def test_a_newer_result_of_a_region_is_asked_about_alone(office: Office) -> None:
    await office.finishes(RINA, 1)
    office.now += timedelta(days=10)
    await office.finishes(RINA, 2)
    await office.finishes(RINA, 3, region="64.72")
    rows = await office.of(reminders)
    assert sorted((row.number, row.about) for row in rows) == [
        (2, "30"),
        (2, "90"),
        (3, "30"),
        (3, "90"),
    ]


async def test_a_result_that_is_kept_again_later_is_not_asked_about_again(office: Office) -> None:
    await office.finishes(RINA)
    taken = DiagnosticRecord(1, "32.73", "", (("food", "1"),), "2026-11-30")
    await office.until(MONDAY + timedelta(days=40), timedelta(hours=6))
    await office.does(RINA, kept=(taken,))
    await office.until(MONDAY + timedelta(days=60), timedelta(hours=6))
    assert len(office.sent) == 1


async def test_120_days_with_kills_and_two_bots_remind_of_each_thing_once(office: Office) -> None:
    await office.finishes(RINA)
    await office.finishes(BUDI, region="94.71")
    dues = ["2026-12-05", "2026-12-06", "2026-12-25", "2026-12-28", "2027-01-15", "2027-02-26"]
    for number, due in enumerate(dues, start=1):
        await office.agrees(RINA, number, due)
    for days in range(120):
        if days % 17 == 3:
            await office.start()
        if days % 11 == 5:
            with pytest.raises(KilledError):
                await _killed(office)
        await office.until(MONDAY + timedelta(days=days + 1), timedelta(hours=4))
    told = Counter(who for _, who, _ in office.sent)
    # What is due at the weekend comes on Monday, and what is due at Christmas after it. The result
    # is asked about a week after the last message, though its 30 and 90 days were over before.
    rinas = [when.astimezone(WIB) for when, who, _ in office.sent if who == RINA]
    assert [when.date().isoformat() for when in rinas] == [
        "2026-12-07",
        "2026-12-28",
        "2027-01-04",
        "2027-01-15",
        "2027-02-26",
        "2027-03-05",
    ]
    assert told[BUDI] == 2
    for when, who, _ in office.sent:
        there = when.astimezone(timezone(timedelta(hours=9 if who == BUDI else 7)))
        assert 8 <= there.hour < 16
        assert there.weekday() < 5
    assert await office.of(reminders) == []


async def _killed(office: Office) -> None:
    """A bot looks and dies in the middle of it; if nothing is due it dies all the same."""

    def dies(_: Reminded) -> SendText | int:
        raise KilledError

    await office.stores[1].remind(dies)
    raise KilledError


async def test_who_forgets_their_data_takes_plan_and_reminders_along(office: Office) -> None:
    await office.finishes(RINA)
    await office.agrees(RINA, 1, "2026-12-02")
    await office.does(RINA, planned=(SetReminders(reminds=False),))
    await office.agrees(BUDI, 1, "2026-12-02")
    known = await office.stores[0].known((RINA, RINA), frozenset({"stored"}), (), 0)
    assert known.stored["plans"][0]["due"] == "2026-12-02"
    assert len(known.stored["reminders"]) == 3
    assert known.stored["reminded"][0]["wanted"] is False
    await office.does(RINA, forget=True)
    for table in (plans, reminders):
        assert [row.user_id for row in await office.of(table)] == [BUDI]
    assert await office.of(reminded) == []


async def test_the_command_that_forgets_does_so_too(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    assert await _upkeep(office).forget(RINA) > 0
    assert await office.of(plans) + await office.of(reminders) == []


async def test_a_plan_goes_when_its_day_is_long_over(office: Office) -> None:
    await office.agrees(RINA, 1, "2026-12-02")
    await office.does(RINA, planned=(SetReminders(reminds=False),))
    office.now += timedelta(days=300)
    await _upkeep(office).sweep(Retention(365, 180, 30))
    assert len(await office.of(plans)) == 1
    office.now += timedelta(days=100)
    await _upkeep(office).sweep(Retention(365, 180, 30))
    for table in (plans, reminders):
        assert await office.of(table) == []


async def test_who_said_no_before_they_had_a_plan_is_not_asked_again(office: Office) -> None:
    await office.does(RINA, planned=(SetReminders(reminds=False),))
    await _upkeep(office).sweep(Retention(365, 180, 30))
    assert len(await office.of(reminded)) == 1


def _upkeep(office: Office) -> Upkeep:
    return Upkeep(office.databases[0], lambda: office.now.timestamp())


async def test_a_bot_started_after_the_day_reminds_at_once_and_a_tap_says_done(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot(clock=replace(Clock(), now=MONDAY.timestamp)):
        message = await hall.ask(rina, "/diagnosa")
        await hall.tap(rina, message, "Lewati")
        await hall.standin.wait_for(lambda: "1/14" in message["text"])
        for number in range(1, 15):
            await hall.tap(rina, message, labels(message)[1])
            await hall.standin.wait_for(lambda: f"{number}/14" not in message["text"])  # noqa: B023 - awaited here
        for label, shows in (
            ("Kerjakan ini", "paling banyak tiga"),
            ("☐ 1", "Terpilih: 1"),
            ("Sepakati yang terpilih", "Instansi mana"),
            ("Yang biasa memimpin", "Siapa yang mengerjakan"),
            ("Lewati", "Kapan selesai"),
            ("Akhir bulan", "Rencana Anda"),
        ):
            await hall.tap(rina, message, label)
            await hall.standin.wait_for(lambda: shows in message["text"])  # noqa: B023 - awaited here
    before = len(hall.standin.sent(hall.standin.people.private(rina).id))
    later = MONDAY + timedelta(days=31)
    async with hall.bot(clock=replace(Clock(), now=later.timestamp)):
        told = await hall.next_message(hall.standin.people.private(rina), before)
        assert "Langkah yang waktunya tiba" in told["text"]
        await hall.tap(rina, told, "1 Selesai")
        await hall.standin.wait_for(lambda: "selesai ✓" in told["text"])
    assert hall.storage.rows("SELECT state FROM plans") == [("done",)]
