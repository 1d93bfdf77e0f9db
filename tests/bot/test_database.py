"""The database is brought up to date at start, or the start says why it cannot be."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.storage import database as module
from bot.storage.database import (
    Database,
    open_database,
    try_database,
)
from bot.storage.schema import HEAD, NewerSchemaError, UnusableDatabaseError
from bot.storage.tables import inbox, metadata, outbox
from tests.bot.databases import POSTGRESQL, SQLITE, PostgresDatabase, SqliteFile, Storage, both
from tests.bot.harness import free_port
from tests.bot.postgres import Server, server


def url(path: Path) -> str:
    return SqliteFile(path).url


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "down" / "mulai.sqlite3"


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def storage(request: pytest.FixtureRequest, path: Path) -> Storage:
    """An empty database of each kind."""
    if request.param == SQLITE:
        return SqliteFile(path)
    return PostgresDatabase(request.getfixturevalue("postgres"))


async def opened_and_closed(storage: Storage) -> None:
    await (await open_database(storage.url)).close()


async def count(database: Database) -> int:
    statement = sa.select(sa.func.count()).select_from(inbox)
    return await database.read(lambda it: it.execute(statement).scalar_one())


def row(number: int) -> dict[str, object]:
    return {"update_id": number, "body": "{}", "received_at": 0}


async def test_a_new_database_gets_its_folder_and_every_table_as_declared(storage: Storage) -> None:
    database = await open_database(storage.url)
    try:

        def differences(connection: sa.Connection) -> None:
            found = sa.inspect(connection)
            for table in metadata.sorted_tables:
                columns = {c["name"]: c["nullable"] for c in found.get_columns(table.name)}
                assert columns == {c.name: c.nullable for c in table.columns}, table.name
                indexes = {
                    index["name"]
                    for index in found.get_indexes(table.name)
                    if "duplicates_constraint" not in index
                }
                assert indexes == {index.name for index in table.indexes}, table.name
            assert set(found.get_table_names()) == {*metadata.tables, "alembic_version"}

        await database.read(differences)
    finally:
        await database.close()


async def test_a_database_is_opened_again_with_all_that_is_in_it(storage: Storage) -> None:
    database = await open_database(storage.url)
    await database.write(lambda it: it.execute(sa.insert(inbox), row(1)))
    await database.close()
    database = await open_database(storage.url)
    try:
        assert await count(database) == 1
    finally:
        await database.close()


@both()
async def test_every_older_schema_is_brought_up_to_date(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    versions = sorted((Path(module.__file__).parent / "migrations" / "versions").glob("0*.py"))
    numbers = [version.name[:4] for version in versions]
    assert numbers[-1] == HEAD
    for number in numbers[:-1]:
        old: Storage = SqliteFile(tmp_path / f"{number}.sqlite3")
        if engine == POSTGRESQL:
            old = PostgresDatabase(request.getfixturevalue("postgres"))
        await upgraded_to(old, number)
        old.rows("INSERT INTO inbox (update_id, body, received_at) VALUES (1, '{}', 0)")
        database = await open_database(old.url)
        try:
            assert await count(database) == 1
            tables = await database.read(lambda it: sa.inspect(it).get_table_names())
            assert set(tables) == {*metadata.tables, "alembic_version"}
        finally:
            await database.close()


@pytest.mark.parametrize("begun_with", [None, "0006"])
async def test_a_number_of_the_outbox_is_never_given_twice(
    storage: Storage, path: Path, begun_with: str | None
) -> None:
    call = {"chat_id": 1, "call": "{}", "created_at": 0}
    if begun_with:
        path.parent.mkdir(parents=True)
        await upgraded_to(storage, begun_with)
        storage.rows("INSERT INTO outbox (id, chat_id, call, created_at) VALUES (7, 1, '{}', 0)")
    database = await open_database(storage.url)

    def post(connection: sa.Connection) -> int:
        row = connection.execute(sa.insert(outbox).returning(outbox.c.id), call).one()
        return int(row.id)

    try:
        first = await database.write(post)
        kept = await database.read(lambda it: it.execute(sa.select(outbox.c.id)).scalars().all())
        assert sorted(kept) == sorted([first, *([7] if begun_with else [])])
        await database.write(lambda it: it.execute(sa.delete(outbox)))
        assert await database.write(post) > first
    finally:
        await database.close()


async def upgraded_to(storage: Storage, number: str) -> None:
    """Make a database as the version with this schema left it."""
    from alembic import command
    from alembic.config import Config

    def upgrade(connection: sa.Connection) -> None:
        config = Config()
        folder = Path(module.__file__).with_name("migrations")
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, number)

    database = Database(sa.make_url(storage.url))
    await database.write(upgrade)
    await database.close()


async def test_a_newer_schema_is_refused_with_a_clear_line_and_left_alone(storage: Storage) -> None:
    await opened_and_closed(storage)
    storage.rows("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchemaError, match=r"has schema 9999.* knows up to \d{4}; start the"):
        await open_database(storage.url)
    assert storage.rows("SELECT version_num FROM alembic_version") == [("9999",)]


async def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database\n" * 100)
    with pytest.raises(UnusableDatabaseError, match="not a database") as caught:
        await open_database(url(tmp_path / "notes.txt"))
    assert "\n" not in str(caught.value)


async def test_trying_a_database_tells_what_opening_it_would(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database\n" * 100)
    with pytest.raises(UnusableDatabaseError, match="not a database"):
        await try_database(url(tmp_path / "notes.txt"))


async def test_trying_a_database_leaves_its_schema(storage: Storage) -> None:
    await try_database(storage.url)
    catalogue = "sqlite_master" if isinstance(storage, SqliteFile) else "pg_stat_user_tables"
    assert storage.rows(f"SELECT * FROM {catalogue}") == []  # noqa: S608
    await opened_and_closed(storage)
    storage.rows("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchemaError):
        await try_database(storage.url)


async def test_a_failed_migration_leaves_nothing_behind(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    real = command.upgrade

    def interrupted(*arguments: Any) -> None:
        real(*arguments)
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", interrupted)
        with pytest.raises(RuntimeError):
            await open_database(storage.url)
    catalogue = "sqlite_master" if isinstance(storage, SqliteFile) else "pg_stat_user_tables"
    assert storage.rows(f"SELECT * FROM {catalogue}") == []  # noqa: S608
    await opened_and_closed(storage)


async def test_a_fault_undoes_the_whole_transaction(storage: Storage) -> None:
    database = await open_database(storage.url)

    def half(connection: sa.Connection) -> None:
        connection.execute(sa.insert(inbox), row(1))
        connection.execute(sa.insert(inbox), row(1))

    try:
        with pytest.raises(IntegrityError) as caught:
            await database.write(half)
        assert "{}" not in str(caught.value)
        assert await count(database) == 0
    finally:
        await database.close()


async def test_what_is_committed_can_be_made_to_outlive_a_power_cut(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    database = await open_database(url(path))
    try:
        await database.write(lambda it: it.execute(sa.insert(inbox), row(1)))
        with monkeypatch.context() as patch:
            patch.setattr("bot.storage.database.os.fsync", synced.append)
            await database.secure()
        assert len(synced) == 1
        await database.scrub()
        await database.secure()
    finally:
        await database.close()


def size_of_log(path: Path) -> int:
    return Path(f"{path}-wal").stat().st_size


async def test_while_another_process_reads_emptying_the_log_waits_and_holds_up_nobody(
    path: Path,
) -> None:
    database = await open_database(url(path))
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
            await database.write(lambda it: it.execute(sa.insert(inbox), row(1)))
            reader.execute("BEGIN")
            assert reader.execute("SELECT count(*) FROM inbox").fetchone() == (1,)
            await database.write(lambda it: it.execute(sa.insert(inbox), row(2)))
            scrubbing = asyncio.create_task(database.scrub())
            await asyncio.sleep(0)  # it is the first whose turn it is
            async with asyncio.timeout(4):  # SQLite itself would wait five
                assert await count(database) == 2
            assert not scrubbing.done()
            reader.execute("COMMIT")
            await scrubbing
        assert size_of_log(path) == 0
    finally:
        await database.close()


async def test_replicas_that_start_together_migrate_once(postgres: Server) -> None:
    storage = PostgresDatabase(postgres)
    opened = await asyncio.gather(*(open_database(storage.url) for _ in range(4)))
    for database in opened:
        assert await count(database) == 0
        await database.close()


async def test_a_server_that_is_away_stops_the_start_in_one_line_without_the_password() -> None:
    away = f"postgresql+asyncpg://mulai:hush@127.0.0.1:{free_port()}/mulai"
    with pytest.raises(UnusableDatabaseError, match=r"expected a database .*Connect") as caught:
        await open_database(away)
    assert "\n" not in str(caught.value)
    assert "hush" not in str(caught.value)


async def test_a_transaction_cut_off_by_a_restart_is_told_as_trouble_that_passes() -> None:
    with server() as own:
        database = await open_database(PostgresDatabase(own).url)

        def stopped(connection: sa.Connection) -> None:
            connection.execute(sa.insert(inbox), row(1))
            own.stop()
            connection.execute(sa.insert(inbox), row(2))

        try:
            for work in (stopped, lambda it: it.execute(sa.insert(inbox), row(3))):
                with pytest.raises(OperationalError):
                    await database.write(work)
            own.start()
            assert await count_patiently(database) == 0
        finally:
            await database.close()


async def count_patiently(database: Database) -> int:
    """Connections of before a restart fail once each."""
    for _ in range(10):
        with contextlib.suppress(OperationalError):
            return await count(database)
    raise AssertionError


@pytest.mark.parametrize("by", ["removed", "exchanged"])
async def test_what_is_confirmed_is_in_the_files_though_the_log_was_removed(
    tmp_path: Path, by: str
) -> None:
    file = tmp_path / "mulai.sqlite3"
    database = await open_database(f"sqlite+aiosqlite:///{file}")

    async def keep(update_id: int) -> None:
        values = {"update_id": update_id, "body": "{}", "received_at": 0}
        await database.write(lambda it: it.execute(sa.insert(inbox).values(**values)))
        await database.secure()

    await keep(1)
    log = tmp_path / "mulai.sqlite3-wal"
    log.unlink()
    if by == "exchanged":
        log.touch()
    for update_id in (2, 3):
        await keep(update_id)
    # A kill now leaves the files as they are.
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (file.name, log.name):
        shutil.copy(tmp_path / name, copy)
    with contextlib.closing(sqlite3.connect(copy / file.name)) as connection:
        rows = connection.execute("SELECT update_id FROM inbox ORDER BY update_id").fetchall()
    assert rows == [(1,), (2,), (3,)]
    await database.close()
