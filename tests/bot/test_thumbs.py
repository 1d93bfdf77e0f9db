"""Thumbs under answers: what they leave in the database, and what they do not."""

from __future__ import annotations

import time

from bot.storage.curating import Complaint
from bot.storage.database import open_database
from bot.storage.effects import Effect
from bot.storage.store import Store
from conversations.curated import Rated, UnansweredQuestion
from tests.bot.databases import both
from tests.bot.harness import Hall, labels
from tests.bot.test_way_of_a_message import rows, until

pytestmark = both()


async def test_a_thumb_down_keeps_the_question_without_its_person(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        toast = await hall.tap(rina, message, "👎")
        assert toast.text == hall.knowledge.edition("id").toast("unhelpful")
        await hall.standin.wait_for(lambda: "👎" not in labels(message))
        kept = rows(hall, "SELECT * FROM unhelpful")
    assert [row[1:3] for row in kept] == [("where-to-start", "mulai dari mana?")]
    assert str(rina.id) not in str(kept)


async def test_a_thumb_up_is_only_counted(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        await hall.tap(rina, message, "👍")
        await hall.standin.wait_for(lambda: "👍" not in labels(message))
    assert rows(hall, "SELECT count(*) FROM unhelpful") == [(0,)]
    assert rows(hall, "SELECT times FROM tallies WHERE what = 'ratings.up'") == [(1,)]
    assert rows(hall, "SELECT times FROM tallies WHERE what = 'decisions.answer'") == [(1,)]


async def test_who_is_forgotten_takes_the_last_question_along(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        await hall.ask(rina, "apa itu csco?")
        assert "apa itu csco?" in str(rows(hall, "SELECT state FROM conversations"))
        page = await hall.ask(rina, "/data")
        await hall.tap(rina, page, "Hapus semua data saya")
        await hall.standin.wait_for(lambda: "Ya, hapus semuanya" in labels(page))
        await hall.tap(rina, page, "Ya, hapus semuanya")
        await until(hall, "SELECT count(*) FROM conversations", 0)
        await until(hall, "SELECT count(*) FROM outbox", 0)
    for file in hall.folder.glob("mulai.sqlite3*"):
        assert b"csco?" not in file.read_bytes()


async def test_counts_of_a_day_add_up(hall: Hall) -> None:
    store = Store(await open_database(hall.settings().database_url), time.time)
    try:
        await store.tally("2026-11-20", {"ratings.up": 2, "decisions.answer": 1})
        await store.tally("2026-11-20", {"ratings.up": 3})
        await store.tally("2026-11-21", {"ratings.up": 1})
        days = ["2026-11-20", "2026-11-19"]
        found = (await store.known((7, 7), frozenset({"week"}), days, 0)).week
    finally:
        await store.close()
    assert found == {"2026-11-20": {"ratings.up": 5, "decisions.answer": 1}, "2026-11-19": {}}


async def test_questions_without_a_good_answer_are_listed_newest_first(hall: Hall) -> None:
    at = [1000.0]
    store = Store(await open_database(hall.settings().database_url), lambda: at[0])
    try:
        await store.receive([(1, "{}"), (2, "{}")])
        await store.commit(Effect(1, (7, 7), unanswered=(UnansweredQuestion("siapa presiden"),)))
        at[0] = 2000.0
        await store.commit(Effect(2, (7, 7), rated=(Rated(False, "csco-what", "apa saja"),)))
        found = await store.complaints()
        assert await store.complaints(since=1500) == found[:1]
    finally:
        await store.close()
    assert found == [
        Complaint("apa saja", "csco-what", 2000),
        Complaint("siapa presiden", "", 1000),
    ]
