"""What has arrived goes into the inbox with the next transaction, and is never lost on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import open_database
from bot.storage.effects import Effect
from bot.storage.ownership import AlreadyHandled
from bot.storage.store import Store
from tests.bot.databases import SqliteFile

RINA = (7, 7)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty one."""
    store = Store(await open_database(SqliteFile(tmp_path / "mulai.sqlite3").url), lambda: 1000.0)
    yield store
    await store.close()


async def test_an_update_may_have_its_effect_before_it_is_in_the_inbox(store: Store) -> None:
    await store.expect([(1, "{}"), (2, "{}")])
    await store.commit(Effect(1, RINA, state="1{}"))
    assert await store.waiting() == [(2, "{}")]
    assert await store.load(RINA) == ("1{}", None)


async def test_what_is_expected_is_in_the_inbox_once_it_is_secured(store: Store) -> None:
    await store.expect([(1, "{}"), (2, "{}")])
    assert await store.waiting() == []
    await store.secure()
    assert await store.waiting() == [(1, "{}"), (2, "{}")]


async def test_a_transaction_that_is_undone_keeps_nobody_out_of_the_inbox(store: Store) -> None:
    await store.expect([(1, "{}")])
    with pytest.raises(AlreadyHandled):
        await store.commit(Effect(9, RINA))
    assert await store.waiting() == []
    await store.secure()
    assert await store.waiting() == [(1, "{}")]


async def test_an_update_that_comes_again_has_no_second_effect(store: Store) -> None:
    await store.expect([(1, "{}")])
    await store.commit(Effect(1, RINA, state="1{}"))
    await store.expect([(1, "{}")])
    with pytest.raises(AlreadyHandled):
        await store.commit(Effect(1, RINA, state="2{}"))
    await store.secure()
    assert await store.waiting() == []
    assert await store.load(RINA) == ("1{}", None)


async def test_what_is_set_aside_at_once_does_not_come_back(store: Store) -> None:
    await store.expect([(1, "{}")])
    await store.set_aside(1)
    await store.secure()
    assert await store.waiting() == []
