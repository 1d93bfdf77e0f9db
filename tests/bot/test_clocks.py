"""Clocks that lie: boards go on, and nothing is deleted that a wrong clock says is old."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock import Clock
from bot.storage import tables, workshops
from bot.storage.database import Database, open_database
from bot.storage.effects import Effect
from bot.storage.marks import HELD_SWEEPS, REMOVED_SWEEPS, hour_has_passed
from bot.storage.retention import HeldBackError, Retention, Swept
from bot.storage.store import Store
from bot.storage.tables import conversations, inbox
from bot.storage.upkeep import Upkeep
from bot.storage.workshops import WorkshopRecord
from conversations.workshop.state import Leader, Workshop
from tests.bot.gathering import gather
from tests.bot.harness import Hall
from tests.bot.test_retention import held_in

KEEP = Retention(365, 180, 30)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """All of this holds on both kinds of database."""
    return str(request.param)


class Turned:
    """A clock on the wall that somebody turns. off: by so many seconds."""

    def __init__(self) -> None:
        self.off = 0.0

    def clock(self, times: float = 20) -> Clock:
        """It, with all waits so many times as fast."""
        return Clock(
            lambda: time.time() + self.off,
            lambda: time.monotonic() * times,
            lambda seconds: asyncio.sleep(seconds / times),
        )


@pytest.mark.parametrize("turned", [-3600.0, 3600.0])
async def test_boards_go_on_when_the_clock_is_turned(hall: Hall, turned: float) -> None:
    room, wall = await gather(hall, 2), Turned()
    async with hall.bot(clock=wall.clock()):
        await room.opens()
        await room.controls("Mulai pertanyaan pertama", "Putaran 1")
        board = await room.board("Pilihan Anda rahasia")
        answers = [row[0]["text"] for row in board["reply_markup"]["inline_keyboard"]]
        wall.off = turned
        for number, person in enumerate(room.people, 1):
            await room.votes(person, answers[0])
            await room.board(f"{number} dari {number}")


@dataclass
class Old:
    """A store in which people have said something, and a clock to be turned."""

    database: Database
    now: datetime = datetime(2026, 1, 31, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.store = Store(self.database, lambda: self.now.timestamp())
        self.upkeep = Upkeep(self.database, lambda: self.now.timestamp())

    async def says(self, *persons: int) -> None:
        """People say something."""
        for person in persons:
            update = len(await self.rows(sa.select(inbox.c.update_id))) + 1
            await self.store.receive([(update, "{}")])
            await self.store.commit(Effect(update, (person, person), state="1{}", language="en"))

    async def rows(self, query: sa.Select[Any]) -> list[Any]:
        """What the database holds."""
        return list(await self.database.read(lambda it: it.execute(query).scalars().all()))

    async def left(self) -> int:
        """How many conversations are stored."""
        return len(await self.rows(sa.select(conversations.c.user_id)))

    async def hold_back(self) -> HeldBackError:
        """The next sweep deletes nothing."""
        with pytest.raises(HeldBackError) as held:
            await self.upkeep.sweep_with_care(KEEP, counts=True)
        return held.value

    async def sweep(self) -> Swept:
        """The next sweep an hour later."""
        return await self.upkeep.sweep_with_care(KEEP, counts=True)

    async def sweep_in_doubt(self, days: int = 400) -> None:
        """The clock jumps, and nobody sees to it for a day."""
        self.now += timedelta(days=days)
        for _ in range(HELD_SWEEPS):
            await self.hold_back()
        assert (await self.sweep()).removed


@pytest.fixture
async def old(tmp_path: Path) -> AsyncIterator[Old]:
    """An empty store in a file."""
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'a.sqlite3'}")
    yield Old(database)
    await database.close()


async def test_a_clock_that_runs_400_days_ahead_deletes_nothing_for_a_day(old: Old) -> None:
    await old.says(1, 2, 3)
    old.now += timedelta(days=400)
    held = await old.hold_back()
    assert held.rows == {"conversations": 3, "people": 3}
    assert held.tries is None
    # What is stored meanwhile has the wrong time too, so that it seems right.
    await old.says(9)
    assert (await old.hold_back()).tries == 1
    assert await old.left() == 4
    for _ in range(HELD_SWEEPS - 2):
        await old.hold_back()
    assert (await old.sweep()).rows == {"conversations": 3, "people": 3}
    assert await old.left() == 1


async def test_a_clock_turned_while_running_is_doubted_whatever_was_stored_by_it(old: Old) -> None:
    await old.says(1, 2, 3)
    old.now += timedelta(days=400)
    await old.says(9)
    with pytest.raises(HeldBackError):
        await old.upkeep.sweep_with_care(KEEP, counts=True, turned=True)
    assert await old.left() == 4


async def test_what_an_earlier_run_left_is_handled_after_the_clock_was_looked_at(
    hall: Hall,
) -> None:
    if "postgresql" in hall.storage.url:
        pytest.skip("there the database's clock tells")
    rina, budi = await hall.person(), await hall.person("Budi")
    wall = Turned()
    async with hall.bot(clock=wall.clock()):
        await hall.ask(rina, "mulai dari mana?")
    chat = hall.standin.people.private(budi)
    await hall.standin.people.say(chat, budi, "apa itu csco?")
    *_, update = hall.standin.updates.waiting.values()  # the one before may not be confirmed yet
    hall.standin.updates.drop()
    database = await open_database(hall.storage.url)
    await Store(database, time.time).receive([(update.id, json.dumps(update.body))])
    await database.close()
    wall.off = 400 * 86400.0
    async with hall.bot(clock=wall.clock()):
        await hall.standin.wait_for(lambda: hall.standin.sent(chat.id))
    assert (rina.id,) in hall.storage.rows("SELECT user_id FROM conversations")


async def test_a_clock_that_is_put_right_ends_the_wait(old: Old) -> None:
    await old.says(1, 2, 3)
    old.now += timedelta(days=400)
    await old.hold_back()
    old.now -= timedelta(days=400)
    assert (await old.sweep()).total == 0
    old.now += timedelta(days=400)
    assert (await old.hold_back()).tries is None


async def test_more_than_500_rows_do_not_go_without_a_days_notice(old: Old) -> None:
    await old.says(*range(1, 502))
    old.now += timedelta(days=364)
    await old.says(900)
    await old.sweep_in_doubt(days=2)
    assert await old.left() == 1


async def test_what_a_wrong_clock_deleted_is_brought_back_within_a_week(old: Old) -> None:
    await old.says(1, 2, 3)
    before = await old.rows(sa.select(conversations.c.seen_at))
    await old.sweep_in_doubt()
    await old.says(3)
    assert await old.left() == 1
    old.now -= timedelta(days=400)
    for _ in range(REMOVED_SWEEPS - 1):
        await old.sweep()
    # Who has written again since then has a newer conversation, which stays.
    assert await old.upkeep.bring_back() == {"conversations": 2, "people": 2}
    assert await old.left() == 3
    assert sorted(await old.rows(sa.select(conversations.c.seen_at)))[:2] == before[:2]
    assert await old.upkeep.bring_back() == {}
    assert (await old.sweep()).total == 0, "the clock is right again"


async def test_after_a_week_what_was_deleted_in_doubt_is_gone_from_the_files(
    old: Old, tmp_path: Path
) -> None:
    await old.says(610000001)
    await old.sweep_in_doubt()
    assert b"610000001" in held_in(tmp_path)
    for _ in range(REMOVED_SWEEPS):
        await old.sweep()
    assert b"610000001" not in held_in(tmp_path)
    assert await old.upkeep.bring_back() == {}


async def test_what_is_deleted_in_its_time_is_gone_at_once(old: Old) -> None:
    await old.says(1)
    old.now += timedelta(days=364)
    await old.says(2)
    old.now += timedelta(days=2)
    assert not (await old.sweep()).removed
    assert await old.upkeep.bring_back() == {}


async def test_what_a_person_asks_to_forget_cannot_be_brought_back(
    old: Old, tmp_path: Path
) -> None:
    await old.says(610000001, 2)
    await old.sweep_in_doubt()
    known = await old.store.known((610000001, 610000001), frozenset({"stored"}), (), 0)
    assert len(known.stored["removed_rows"]) == 2, "/data tells of it"
    assert await old.upkeep.forget(610000001) == 2
    assert b"610000001" not in held_in(tmp_path)
    assert await old.upkeep.bring_back() == {"conversations": 1, "people": 1}


async def test_a_leader_who_is_forgotten_is_gone_from_removed_workshops_too(old: Old) -> None:
    rina = Leader("610000001", "Rinawati")
    led = Workshop("w1234567", "secret", "id", "", "", rina, 0, int(old.now.timestamp()))
    await old.database.write(lambda it: workshops.add(it, WorkshopRecord(led, -7)))
    await old.says(2)
    await old.sweep_in_doubt(days=800)
    assert await old.rows(sa.select(tables.workshops.c.id)) == []
    await old.upkeep.forget(610000001)
    assert await old.upkeep.bring_back() == {"conversations": 1, "people": 1, "workshops": 1}
    (saved,) = await old.rows(sa.select(tables.workshops.c.saved))
    assert "610000001" not in saved
    assert "Rinawati" not in saved


async def test_of_several_bots_on_a_server_one_counts_the_hours(hall: Hall) -> None:
    if "sqlite" in hall.storage.url:
        pytest.skip("there is only one bot")
    database = await open_database(hall.storage.url)
    assert [await database.write(hour_has_passed) for _ in range(3)] == [True, False, False]
    hall.storage.rows("UPDATE marks SET value = value - 3400 WHERE name = 'hour' RETURNING 1")
    assert [await database.write(hour_has_passed) for _ in range(2)] == [True, False]
    await database.close()


async def test_admins_are_told_what_would_be_deleted(hall: Hall) -> None:
    if "postgresql" in hall.storage.url:
        pytest.skip("the wall's clock is turned before the start; one kind shows it")
    rina, admin = await hall.person(), await hall.person("Admin")
    wall = Turned()
    async with hall.bot(clock=wall.clock()):
        await hall.ask(admin, "/start")
        await hall.ask(rina, "mulai dari mana?")
    wall.off = 400 * 86400.0
    chat = hall.standin.people.private(admin)
    before = len(hall.standin.sent(chat.id))
    async with hall.bot(clock=wall.clock(), admins=frozenset({admin.id})):
        told = await hall.next_message(chat, before)
        await hall.ask(rina, "apa itu csco?")
    assert "Periksa jam server" in told["text"]
    assert "percakapan 1" in told["text"]
    assert hall.storage.rows("SELECT count(*) FROM conversations")[0][0] >= 1
