"""Short codes for screens, on each kind of database: one use, ten minutes, the newest one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import Connection

from bot.storage import workshops as records
from bot.storage.database import Database, open_database
from bot.storage.pairing import CODE_LETTERS, as_code, new_code, use_code
from bot.storage.workshops import WorkshopRecord
from conversations.workshop.state import Leader, Workshop
from tests.bot.databases import Storage

NOW = 1_800_000_000


@pytest.fixture
async def database(storage: Storage) -> AsyncIterator[Database]:
    opened = await open_database(storage.url)
    await opened.write(with_workshops)
    yield opened
    await opened.close()


def with_workshops(connection: Connection) -> None:
    for id_ in ("one", "two"):
        workshop = Workshop(id_, f"secret-{id_}", "id", "Air", "", Leader("1", "Rina"), NOW, NOW)
        records.add(connection, WorkshopRecord(workshop, 7))


async def test_a_code_holds_for_one_screen_and_ten_minutes(database: Database) -> None:
    one = await database.write(lambda it: new_code(it, "one", NOW))
    two = await database.write(lambda it: new_code(it, "two", NOW))
    assert await database.write(lambda it: use_code(it, one, NOW + 600)) == ("secret-one", None)
    assert await database.write(lambda it: use_code(it, one, NOW + 600)) == ("", "used")
    assert await database.write(lambda it: use_code(it, two, NOW + 601)) == ("", "expired")
    assert await database.write(lambda it: use_code(it, "222222", NOW)) == ("", "unknown")


async def test_a_newer_code_ends_the_one_that_nobody_used(database: Database) -> None:
    older = await database.write(lambda it: new_code(it, "one", NOW))
    newer = await database.write(lambda it: new_code(it, "one", NOW + 5))
    assert await database.write(lambda it: use_code(it, older, NOW + 6)) == ("", "expired")
    assert await database.write(lambda it: use_code(it, newer, NOW + 6)) == ("secret-one", None)


async def test_what_is_known_of_a_code_goes_after_a_day(database: Database) -> None:
    old = await database.write(lambda it: new_code(it, "one", NOW))
    await database.write(lambda it: use_code(it, old, NOW))
    await database.write(lambda it: new_code(it, "two", NOW + 24 * 3600 + 1))
    assert await database.write(lambda it: use_code(it, old, NOW + 24 * 3600 + 1)) == (
        "",
        "unknown",
    )


def test_codes_are_read_as_people_write_them() -> None:
    assert as_code(" k7m 3qw") == as_code("K7M-3QW") == "K7M3QW"
    for wrong in ("", "K7M3Q", "K7M3QWW", "K7M3Q0", "K7M3QB", "\u212a7M3QW"):
        assert as_code(wrong) is None, wrong


def test_no_letter_of_a_code_is_taken_for_another() -> None:
    # One of each group at most: alike in the ear, in Indonesian or English, or in the eye.
    for alike in ("BCDEGPTVYZ3", "MN", "FS", "AHJK", "5S9I", "O0QU", "2Z", "1LI7", "8B"):
        others = set(alike) & set(CODE_LETTERS)
        assert len(others) <= 1 or alike == "1LI7", others
    assert len(CODE_LETTERS) == 15
