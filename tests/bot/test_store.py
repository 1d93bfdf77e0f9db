"""What has arrived goes into the inbox with the next transaction, and what is delivered out of the
outbox; nothing is lost on the way, nor done by half.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.storage.database import Database, open_database
from bot.storage.effects import Effect, TakenMeanwhileError
from bot.storage.hot import ToPost, hot_of
from bot.storage.hot_sqlite import SqliteStatements
from bot.storage.outgoing import Place, SendText
from bot.storage.ownership import AlreadyHandled
from bot.storage.store import Store
from conversations.curated import AnswerPassed
from tests.bot.databases import SqliteFile

RINA = (7, 7)
WORDS = SendText(Place(7), "Dimulai dari mana?")


@pytest.fixture
def file(tmp_path: Path) -> SqliteFile:
    """Where the database is."""
    return SqliteFile(tmp_path / "mulai.sqlite3")


@pytest.fixture
async def database(file: SqliteFile) -> AsyncIterator[Database]:
    """An empty one."""
    database = await open_database(file.url)
    yield database
    await database.close()


@pytest.fixture
def store(database: Database) -> Store:
    """A store on it."""
    return Store(database, lambda: 1000.0)


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


async def test_what_is_delivered_leaves_the_outbox_with_whatever_is_stored_next(
    store: Store, file: SqliteFile
) -> None:
    await store.expect([(1, "{}"), (2, "{}")])
    ((row, _),) = await store.commit(Effect(1, RINA, calls=(WORDS,)))
    store.mark([row])
    assert file.rows("SELECT id FROM outbox") == [(row,)]
    await store.commit(Effect(2, RINA, state="1{}"))
    assert file.rows("SELECT id FROM outbox") == []


async def test_what_is_delivered_leaves_the_outbox_though_nothing_else_is_stored(
    store: Store, file: SqliteFile
) -> None:
    await store.expect([(1, "{}")])
    ((row, _),) = await store.commit(Effect(1, RINA, calls=(WORDS,)))
    store.mark([row])
    await store.take_out([row])
    assert file.rows("SELECT id FROM outbox") == []


def kept(file: SqliteFile) -> dict[str, list[Any]]:
    """What is stored of an effect, as others see it."""
    return {
        "waits": file.rows("SELECT update_id FROM inbox WHERE body IS NOT NULL"),
        "state": file.rows("SELECT state FROM conversations"),
        "calls": file.rows("SELECT count(*) FROM outbox"),
    }


NOTHING: dict[str, list[Any]] = {"waits": [], "state": [], "calls": [(0,)]}
WAITS = {**NOTHING, "waits": [(1,)]}
WHOLE = {"waits": [], "state": [("1{}",)], "calls": [(2,)]}
EFFECT = Effect(1, RINA, state="1{}", language="en", calls=(WORDS, WORDS))


async def in_no_time(database: Database) -> None:
    """Let a busy database be told of at once; else SQLite waits five seconds."""
    await database.read(lambda it: it.exec_driver_sql("PRAGMA busy_timeout = 0"))


async def test_while_another_process_writes_an_effect_is_refused_whole_and_stored_whole_later(
    store: Store, database: Database, file: SqliteFile
) -> None:
    await store.expect([(1, "{}")])
    await in_no_time(database)
    with contextlib.closing(sqlite3.connect(file.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await store.commit(EFFECT)
        assert await store.load(RINA) == (None, None)  # reading goes on meanwhile
        writer.execute("COMMIT")
    assert kept(file) == NOTHING
    posted = await store.commit(EFFECT)
    assert kept(file) == WHOLE
    assert await store.load(RINA) == ("1{}", "en")
    assert [row for row, _ in posted] == [row for row, _ in await store.undelivered()]


async def test_a_mark_that_a_busy_database_refuses_goes_with_the_next_transaction(
    store: Store, database: Database, file: SqliteFile
) -> None:
    await store.expect([(1, "{}"), (2, "{}")])
    ((row, _),) = await store.commit(Effect(1, RINA, calls=(WORDS,)))
    store.mark([row])
    await in_no_time(database)
    with contextlib.closing(sqlite3.connect(file.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await store.take_out([row])
        writer.execute("COMMIT")
    await store.commit(Effect(2, RINA))
    assert kept(file)["calls"] == [(0,)]


async def test_effects_are_stored_though_the_log_cannot_be_emptied_for_a_reader(
    store: Store, database: Database, file: SqliteFile
) -> None:
    # Each commit wants to empty the log into the file.
    await database.read(lambda it: it.exec_driver_sql("PRAGMA wal_autocheckpoint = 1"))
    await store.expect([(1, "{}"), (2, "{}"), (3, "{}")])
    with contextlib.closing(sqlite3.connect(file.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
        await store.commit(EFFECT)
        await store.commit(Effect(2, (8, 8), state="1{}"))
        assert reader.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM conversations").fetchone() == (2,)
    await store.commit(Effect(3, (9, 9), state="1{}"))
    assert len(kept(file)["state"]) == 3


def as_killed_now(file: SqliteFile, folder: Path) -> SqliteFile:
    """What a kill at this moment leaves of a database."""
    folder.mkdir()
    for part in file.path.parent.glob(f"{file.path.name}*"):
        if part.is_file():
            shutil.copy(part, folder)
    return SqliteFile(folder / file.path.name)


async def test_a_kill_before_the_commit_leaves_nothing_and_after_it_the_whole_effect(
    store: Store, file: SqliteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.receive([(1, "{}")])
    left: list[SqliteFile] = []

    post = SqliteStatements.post

    def posted(self: SqliteStatements, connection: Connection, calls: list[ToPost]) -> list[int]:
        ids = post(self, connection, calls)  # the last thing that an effect does
        left.append(as_killed_now(file, tmp_path / "before"))
        return ids

    with monkeypatch.context() as patch:
        patch.setattr(SqliteStatements, "post", posted)
        await store.commit(EFFECT)
    assert kept(left[0]) == WAITS
    assert kept(as_killed_now(file, tmp_path / "after")) == WHOLE


async def test_what_is_rare_is_undone_with_what_is_not(store: Store, file: SqliteFile) -> None:
    await store.receive([(1, "{}")])
    nobody = AnswerPassed("none", "Jawaban")
    with pytest.raises(TakenMeanwhileError):
        await store.commit(
            Effect(1, RINA, state="1{}", calls=(WORDS,), answers=(nobody,), quiet=True)
        )
    assert kept(file) == WAITS
    assert file.rows("SELECT * FROM quiet_groups") == []
    await store.commit(EFFECT)
    assert kept(file) == WHOLE


async def test_a_refusal_of_plain_statements_is_told_as_all_others_and_quotes_nobody(
    store: Store, database: Database, file: SqliteFile
) -> None:
    await store.receive([(1, "{}")])

    def twice(connection: Connection) -> None:
        call = ToPost(7, "what somebody wrote", 1000)
        hot_of(connection).post(connection, [call])
        hot_of(connection).post(connection, [ToPost(7, None, 1000)])  # type: ignore[arg-type] # refused

    with pytest.raises(IntegrityError) as caught:
        await database.write(twice)
    assert "somebody" not in str(caught.value)
    assert kept(file) == WAITS


async def test_an_effect_goes_to_its_end_though_nobody_waits_for_it(
    store: Store, file: SqliteFile
) -> None:
    await store.receive([(1, "{}")])
    task = asyncio.create_task(store.commit(EFFECT))
    await asyncio.sleep(0)  # it is on its way to the database's thread
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(AlreadyHandled):
        await store.commit(EFFECT)
    assert kept(file) == WHOLE
