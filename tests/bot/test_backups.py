"""Backups: whole though the bot writes, brought back only where nobody is hurt by it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import app
from bot.cli import main
from bot.storage.backups import (
    BackupError,
    back_up,
    hold_database,
    known_schemas,
    restore_backup,
    schema_of,
)
from bot.storage.database import open_database
from bot.storage.schema import HEAD
from tests.bot.common_user import as_common_user
from tests.bot.databases import PostgresDatabase
from tests.bot.harness import Hall
from tests.bot.postgres import Server
from tests.bot.test_way_of_a_message import all_settled

NOW = datetime(2026, 1, 31, 8, 15, tzinfo=UTC)


def query(database: Path, sql: str) -> list[Any]:
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(sql).fetchall()


async def empty(database: Path) -> Path:
    """A database as the first start makes it."""
    await (await open_database(f"sqlite+aiosqlite:///{database}")).close()
    return database


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def command(database: Path, *words: str) -> Result:
    url = f"sqlite+aiosqlite:///{database}"
    return CliRunner(env={"MULAI_DATABASE_URL": url}).invoke(main, words)


async def test_a_backup_is_taken_while_the_bot_runs_and_brings_all_of_it_back(
    hall: Hall, tmp_path: Path
) -> None:
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    database, file = hall.folder / "mulai.sqlite3", tmp_path / "backup.sqlite3"
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
        await all_settled(hall)
        await asyncio.to_thread(back_up, database, file)
        await hall.ask(budi, "mulai dari mana?")
        await all_settled(hall)
    kept = restore_backup(file, database, NOW)
    assert query(database, "SELECT user_id FROM conversations") == [(rina.id,)]
    assert kept == database.with_name("mulai.sqlite3.before-20260131-081500")
    assert query(kept, "SELECT user_id FROM conversations") == [(rina.id,), (budi.id,)]
    async with hall.bot():
        assert await hall.ask(rina, "apa itu csco?")


async def test_a_backup_taken_in_the_middle_of_writing_is_whole(tmp_path: Path) -> None:
    database = await empty(tmp_path / "mulai.sqlite3")
    stop = asyncio.Event()

    def write() -> None:
        with contextlib.closing(sqlite3.connect(database, timeout=10)) as connection:
            number = 0
            while not stop.is_set():
                number += 1
                with connection:  # two rows or none
                    for table in ("people", "chats"):
                        values = "(?, 'id', 0, 0)" if table == "people" else "(?, 1)"
                        connection.execute(f"INSERT INTO {table} VALUES {values}", (number,))  # noqa: S608

    writing = asyncio.create_task(asyncio.to_thread(write))
    try:
        for number in range(20):
            file = tmp_path / f"{number}.sqlite3"
            await asyncio.to_thread(back_up, database, file)
            assert query(file, "SELECT count(*) FROM people") == query(
                file, "SELECT count(*) FROM chats"
            )
    finally:
        stop.set()
        await writing


async def test_a_backup_is_one_file_for_the_owner_alone(tmp_path: Path) -> None:
    database = await empty(tmp_path / "mulai.sqlite3")
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(database, folder / "one")
    assert names(folder) == ["one"]
    assert (folder / "one").stat().st_mode & 0o777 == 0o600


async def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    database = await empty(tmp_path / "mulai.sqlite3")
    (tmp_path / "there").write_text("precious")
    with pytest.raises(BackupError, match="is there already"):
        back_up(database, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "precious"


async def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "mulai.sqlite3").write_bytes(b"no database at all" * 1000)
    with pytest.raises(BackupError):
        back_up(tmp_path / "mulai.sqlite3", tmp_path / "backup")
    assert names(tmp_path) == ["mulai.sqlite3"]
    with pytest.raises(BackupError, match="nothing can be written"):
        back_up(await empty(tmp_path / "good.sqlite3"), tmp_path / "nowhere" / "backup")


async def test_nothing_is_restored_while_a_bot_runs(hall: Hall, tmp_path: Path) -> None:
    rina = await hall.person()
    database, file = hall.folder / "mulai.sqlite3", tmp_path / "backup"
    async with hall.bot():
        back_up(database, file)
        with pytest.raises(BackupError, match="a bot is using"):
            restore_backup(file, database, NOW)
        assert await hall.ask(rina, "mulai dari mana?")
    restore_backup(file, database, NOW)


async def test_no_bot_starts_while_something_is_restored(hall: Hall) -> None:
    lock = hold_database(hall.folder / "mulai.sqlite3", alone=True)
    with lock, pytest.raises(app.StartError, match="is being restored"):
        async with hall.bot():
            pass


async def test_what_is_no_backup_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    database = await empty(tmp_path / "mulai.sqlite3")
    before = database.read_bytes()
    (tmp_path / "text").write_text("no database, but long enough to be looked at " * 100)
    foreign = tmp_path / "foreign"
    query(foreign, "CREATE TABLE other (id)")
    newer = tmp_path / "newer"
    back_up(database, newer)
    query(newer, "UPDATE alembic_version SET version_num = '9999'")
    broken = tmp_path / "broken"
    back_up(database, broken)
    content = bytearray(broken.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    broken.write_bytes(content)
    for name, why in {
        "none": "there is no file",
        "text": "no sound database",
        "broken": "no sound database",
        "foreign": "not a database of Mulai",
        "newer": "has schema 9999, this version of Mulai knows up to",
    }.items():
        with pytest.raises(BackupError, match=why):
            restore_backup(tmp_path / name, database, NOW)
    assert database.read_bytes() == before


async def test_a_broken_database_is_replaced_and_kept(tmp_path: Path) -> None:
    database, file = await empty(tmp_path / "mulai.sqlite3"), tmp_path / "backup"
    back_up(database, file)
    database.write_bytes(b"broken" * 5000)
    kept = restore_backup(file, database, NOW)
    assert schema_of(database) == HEAD
    assert kept is not None
    assert kept.read_bytes().startswith(b"broken")


async def test_a_backup_is_restored_where_there_was_no_database(tmp_path: Path) -> None:
    file = await empty(tmp_path / "backup")
    assert restore_backup(file, tmp_path / "new" / "mulai.sqlite3", NOW) is None
    assert schema_of(tmp_path / "new" / "mulai.sqlite3") == HEAD


def test_the_newest_schema_is_known() -> None:
    assert max(known_schemas()) == HEAD


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    database, file = tmp_path / "mulai.sqlite3", tmp_path / "backup"
    missing = command(database, "backup", str(file))
    assert missing.exit_code == 1
    assert "there is no database" in missing.stderr
    asyncio.run(empty(database))
    done = command(database, "backup", str(file))
    assert (done.exit_code, done.output.endswith("KiB, checked\n")) == (0, True)
    assert command(database, "backup", str(file)).exit_code == 1
    restored = command(database, "restore", str(file))
    assert restored.exit_code == 0
    assert "the one of before is" in restored.output
    assert command(database, "restore", str(tmp_path / "none")).exit_code == 1


async def test_a_person_is_forgotten_by_the_operator_while_the_bot_runs(hall: Hall) -> None:
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    database = hall.folder / "mulai.sqlite3"
    async with hall.bot():
        for person in (rina, budi):
            await hall.ask(person, "mulai dari mana?")
            await hall.tap(person, await hall.ask(person, "/language"), "English")
        await all_settled(hall)
        told = await asyncio.to_thread(command, database, "forget", str(rina.id))
        assert told.output == "2 rows deleted\n"
        again = await asyncio.to_thread(command, database, "forget", str(rina.id))
        assert again.output == f"nothing is stored about {rina.id}\n"
    held = b"".join(path.read_bytes() for path in hall.folder.iterdir())
    assert str(rina.id).encode() not in held
    assert query(database, "SELECT user_id FROM conversations") == [(budi.id,)]
    assert query(database, "SELECT user_id FROM people") == [(budi.id,)]


def test_nobody_is_forgotten_where_there_is_no_database(tmp_path: Path) -> None:
    told = command(tmp_path / "mulai.sqlite3", "forget", "7")
    assert told.exit_code == 1
    assert names(tmp_path) == []


async def test_a_server_has_tools_of_its_own_for_backups(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULAI_DATABASE_URL", PostgresDatabase(postgres).url)
    for words in (["backup", "copy"], ["restore", "copy"]):
        told = CliRunner().invoke(main, [words[0], str(tmp_path / words[1])])
        assert told.exit_code == 1
        assert "pg_dump" in told.output
        assert "pg_restore" in told.output


async def test_a_person_is_forgotten_on_a_server_too(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = PostgresDatabase(postgres)
    await (await open_database(storage.url)).close()
    storage.rows("INSERT INTO people VALUES (610000001, 'id', 0)")
    monkeypatch.setenv("MULAI_DATABASE_URL", storage.url)
    storage.rows("INSERT INTO people VALUES (610000002, 'id', 0)")
    storage.rows("INSERT INTO conversations VALUES (610000001, 610000001, 'rahasia dapur', 0)")
    storage.rows("CHECKPOINT")
    assert b"rahasia dapur" in held_by(postgres, storage)
    words = ["forget", "610000001"]
    told = await asyncio.to_thread(CliRunner().invoke, main, words)
    assert told.stdout == "2 rows deleted\n"
    assert "pg_wal" in told.stderr, "what cannot be reached from here is told"
    assert storage.rows("SELECT user_id FROM people") == [(610000002,)]
    storage.rows("CHECKPOINT")
    assert b"rahasia dapur" not in held_by(postgres, storage)


def held_by(postgres: Server, storage: PostgresDatabase) -> bytes:
    """All bytes of the files of a server's database; its log is not among them."""
    ((number,),) = storage.rows("SELECT oid FROM pg_database WHERE datname = current_database()")
    return b"".join(it.read_bytes() for it in (postgres.data / "base" / str(number)).iterdir())


def test_what_a_wrong_clock_deleted_is_brought_back_by_a_command(tmp_path: Path) -> None:
    file = asyncio.run(empty(tmp_path / "mulai.sqlite3"))
    assert command(file, "undelete").output == "there is nothing to bring back\n"
    kept = '\'people\', 7, \'{"user_id": 7, "language": "id", "seen_at": 0}\''
    query(file, f"INSERT INTO removed_rows VALUES (1, {kept})")  # noqa: S608 - our own words
    assert command(file, "undelete").output == "brought back: people 1\n"
    assert query(file, "SELECT user_id FROM people") == [(7,)]
    assert query(file, "SELECT * FROM removed_rows") == []


def test_a_place_that_may_not_be_looked_into_ends_a_command_with_one_line(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    tmp_path.chmod(0o755)
    try:
        with as_common_user():
            told = command(closed / "mulai.sqlite3", "backup", "copy")
    finally:
        closed.chmod(0o700)
    assert told.exit_code == 2
    (line,) = told.output.splitlines()
    assert line.startswith(f"{closed / 'mulai.sqlite3'} cannot be used (Permission denied);")


def test_the_command_tells_its_version() -> None:
    told = CliRunner().invoke(main, ["--version"])
    assert told.output == f"mulai {metadata.version('mulai')}\n"
