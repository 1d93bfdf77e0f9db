"""What is kept, and how long: by the clock that the store is given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.storage.database import Database, open_database
from bot.storage.effects import Effect
from bot.storage.outgoing import Place, SendText
from bot.storage.retention import Retention
from bot.storage.store import Store
from bot.storage.tables import (
    chats,
    conversations,
    inbox,
    metadata,
    outbox,
    people,
    results,
    unanswered,
    unhelpful,
)
from bot.storage.upkeep import Upkeep
from conversations.curated import Rated, UnansweredQuestion
from conversations.messages import (
    DiagnosticRecord,
)
from tests.bot.harness import Hall
from tests.bot.test_way_of_a_message import until

RINA, BUDI = 610000001, 610000002
KEEP, KEEP_QUESTIONS, KEEP_VOTES = 365, 180, 30


@dataclass
class Kept:
    """A store whose days pass when they are told to."""

    database: Database
    now: datetime = datetime(2026, 1, 31, 8, 15, tzinfo=UTC)
    update_id: int = 0
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.database, lambda: self.now.timestamp())

    async def says(self, person: int, *questions: str, chat: int | None = None) -> None:
        """A person says something, in the language that they chose before."""
        await self.effect(
            (chat or person, person),
            language="en",
            unanswered=tuple(UnansweredQuestion(question) for question in questions),
        )

    async def finishes(self, person: int, run: int) -> None:
        """A person takes a diagnostic to its end."""
        taken = DiagnosticRecord(run, "33.74", "", (("food", "1"),), self.now.date().isoformat())
        await self.effect((person, person), kept=(taken,))

    async def effect(self, key: tuple[int, int], **more: Any) -> None:
        """An update has an effect on a conversation."""
        self.update_id += 1
        await self.store.receive([(self.update_id, "{}")])
        await self.store.commit(Effect(self.update_id, key, state="1{}", **more))

    async def after(self, days: float) -> int:
        """So many days later the store is swept."""
        self.now += timedelta(days=days)
        kept_days = Retention(KEEP, KEEP_QUESTIONS, KEEP_VOTES)
        return (await Upkeep(self.database, lambda: self.now.timestamp()).sweep(kept_days)).total

    async def of(self, table: sa.Table, column: str = "user_id") -> list[object]:
        """What a table holds in one column."""
        statement = sa.select(table.c[column]).order_by(table.c[column])
        return list(await self.database.read(lambda it: it.execute(statement).scalars().all()))


def held_in(folder: Path) -> bytes:
    """All bytes of all files."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    """An empty store in a file."""
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'mulai.sqlite3'}")
    yield Kept(database)
    await database.close()


async def test_a_conversation_is_kept_as_long_as_it_is_held(kept: Kept) -> None:
    await kept.says(RINA)
    await kept.says(BUDI)
    assert await kept.after(KEEP - 1) == 0
    await kept.says(BUDI)
    await kept.after(1.5)
    assert await kept.of(conversations) == [BUDI]
    assert await kept.of(people) == [BUDI]


async def test_a_person_is_known_while_anything_of_theirs_is_kept(kept: Kept) -> None:
    await kept.says(RINA)
    await kept.after(300)
    await kept.effect((-100, RINA))
    await kept.after(100)
    assert await kept.of(conversations, "chat_id") == [-100]
    assert await kept.of(people) == [RINA]
    await kept.after(300)
    assert await kept.of(people) == []


async def test_results_are_kept_from_their_own_day(kept: Kept) -> None:
    await kept.finishes(RINA, 1)
    await kept.after(200)
    await kept.finishes(RINA, 2)
    await kept.after(166)
    assert await kept.of(results, "run") == [2]


async def test_questions_have_a_time_of_their_own(kept: Kept) -> None:
    await kept.says(RINA, "resep rendang", "cuaca besok")
    assert await kept.after(KEEP_QUESTIONS - 1) == 0
    assert await kept.after(1.5) == 2
    assert await kept.of(unanswered, "question") == []
    assert await kept.of(conversations) == [RINA]


async def test_who_blocked_the_bot_is_not_remembered_beyond_the_conversation(kept: Kept) -> None:
    await kept.says(RINA)
    await kept.says(BUDI)
    await kept.store.set_reachable(RINA, reachable=False, update_id=None)
    assert await kept.after(1) == 0
    await kept.says(BUDI)
    await kept.after(KEEP)
    assert await kept.of(chats, "chat_id") == []
    assert await kept.of(conversations) == [BUDI]


async def test_updates_are_recognised_for_two_days(kept: Kept) -> None:
    await kept.says(RINA)
    await kept.store.receive([(2, "waits for its effect")])
    await kept.after(1.9)
    assert await kept.of(inbox, "update_id") == [1, 2]
    await kept.after(0.2)
    assert await kept.of(inbox, "update_id") == [2]


async def test_what_is_swept_is_gone_from_the_files(kept: Kept, tmp_path: Path) -> None:
    await kept.says(RINA, "pertanyaan yang aneh")
    await kept.finishes(RINA, 1)
    assert await kept.after(KEEP + 1) == 6
    tables = [table for table in metadata.sorted_tables if "user_id" in table.c]
    assert [await kept.of(table) for table in tables] == [[]] * len(tables)
    held = held_in(tmp_path)
    assert str(RINA).encode() not in held
    assert b"aneh" not in held


async def test_a_running_bot_sweeps_by_its_settings(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operations.sweeping._SWEEP_EVERY", 0.05)
    rina = await hall.person()
    async with hall.bot(keep_days=2):
        await hall.ask(rina, "mulai dari mana?")
        await until(hall, "SELECT count(*) FROM conversations", 1)
        past = (datetime.now(UTC) - timedelta(days=3)).timestamp()
        database = await open_database(hall.settings().database_url)
        statement = sa.update(conversations).values(seen_at=int(past))
        await database.write(lambda it: it.execute(statement))
        await database.close()
        await until(hall, "SELECT count(*) FROM conversations", 0)


async def test_questions_whose_answer_did_not_help_go_with_the_unanswered(kept: Kept) -> None:
    rated = Rated(helpful=False, topic="where-to-start", question="dimulai dari mana")
    await kept.effect((RINA, RINA), rated=(rated,))
    await kept.after(KEEP_QUESTIONS - 1)
    assert await kept.of(unhelpful, "question") == ["dimulai dari mana"]
    await kept.after(2)
    assert await kept.of(unhelpful, "question") == []


async def test_files_are_cleaned_after_the_last_words_whatever_else_is_delivered_meanwhile(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned: list[int] = []

    async def clean() -> None:
        cleaned.append(1)

    monkeypatch.setattr(kept.database, "scrub", clean)
    await kept.store.receive([(1, "{}"), (2, "{}")])
    words = SendText(Place(RINA), "...")
    ((row, _),) = await kept.store.commit(Effect(1, (RINA, RINA), calls=(words,)))
    forgetting = kept.store.commit(Effect(2, (RINA, RINA), forget=True, calls=(words, words)))
    kept.store.mark([row])
    _, last = await asyncio.gather(kept.store.take_out([row]), forgetting)
    assert row not in dict(last)
    assert await kept.of(outbox, "id") == [row for row, _ in last]
    for row, _ in reversed(last):
        assert not cleaned
        kept.store.mark([row])
        await kept.store.take_out([row])
    assert cleaned == [1]
