"""Clocks that lie: boards go on, and nothing is deleted that a wrong clock says is old."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.clock import Clock
from bot.storage.database import open_database
from bot.storage.effects import Effect
from bot.storage.marks import HELD_SWEEPS
from bot.storage.retention import HeldBackError, Retention
from bot.storage.store import Store
from bot.storage.tables import conversations
from tests.bot.gathering import gather
from tests.bot.harness import Hall

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


async def old_store(storage_url: str, now: list[datetime], count: int) -> Store:
    """A store in which so many people have said something."""
    database = await open_database(storage_url)
    store = Store(database, lambda: now[0].timestamp())
    for person in range(1, count + 1):
        await store.receive([(person, "{}")])
        await store.commit(Effect(person, (person, person), state="1{}"))
    return store


async def left(store: Store) -> int:
    """How many conversations are stored."""
    count = sa.select(sa.func.count()).select_from(conversations)
    return int(await store._database.read(lambda it: it.execute(count).scalar_one()))  # noqa: SLF001


async def hold_back(store: Store) -> HeldBackError:
    """The next sweep deletes nothing."""
    with pytest.raises(HeldBackError) as held:
        await store.sweep_with_care(KEEP, counts=True)
    return held.value


async def test_a_clock_that_runs_400_days_ahead_deletes_nothing_for_a_day(tmp_path: Path) -> None:
    now = [datetime(2026, 1, 31, tzinfo=UTC)]
    store = await old_store(f"sqlite+aiosqlite:///{tmp_path / 'a.sqlite3'}", now, 3)
    now[0] += timedelta(days=400)
    assert (await hold_back(store)).rows >= 3
    # What is stored meanwhile has the wrong time too, so that it seems right.
    await store.receive([(9, "{}")])
    await store.commit(Effect(9, (9, 9), state="1{}"))
    assert (await hold_back(store)).tries == 1
    assert await left(store) == 4
    for _ in range(HELD_SWEEPS - 2):
        await hold_back(store)
    assert await store.sweep_with_care(KEEP, counts=True) >= 3
    assert await left(store) == 1
    await store.close()


async def test_a_clock_that_is_put_right_ends_the_wait(tmp_path: Path) -> None:
    now = [datetime(2026, 1, 31, tzinfo=UTC)]
    store = await old_store(f"sqlite+aiosqlite:///{tmp_path / 'a.sqlite3'}", now, 3)
    now[0] += timedelta(days=400)
    await hold_back(store)
    now[0] -= timedelta(days=400)
    assert await store.sweep_with_care(KEEP, counts=True) == 0
    now[0] += timedelta(days=400)
    assert (await hold_back(store)).tries == 0
    await store.close()


async def test_more_than_500_rows_do_not_go_without_a_days_notice(tmp_path: Path) -> None:
    now = [datetime(2026, 1, 31, tzinfo=UTC)]
    store = await old_store(f"sqlite+aiosqlite:///{tmp_path / 'a.sqlite3'}", now, 501)
    now[0] += timedelta(days=364)
    await store.receive([(900, "{}")])
    await store.commit(Effect(900, (900, 900), state="1{}"))
    now[0] += timedelta(days=2)
    assert (await hold_back(store)).rows >= 501
    for _ in range(HELD_SWEEPS - 1):
        await hold_back(store)
    assert await store.sweep_with_care(KEEP, counts=True) >= 501
    assert await left(store) == 1
    await store.close()


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
    assert hall.storage.rows("SELECT count(*) FROM conversations")[0][0] >= 1
