"""What is stored is for its owner's eyes alone, and a full disk is a warning."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot import app
from bot.cli import main
from bot.operations.doctor_files import closed
from bot.storage.backups import BackupError, back_up
from bot.storage.database import open_database
from bot.storage.outgoing import SendCode
from bot.storage.private import keep_private
from bot.storage.store import Store
from knowledge.base import Knowledge
from tests.bot.harness import Hall
from tests.bot.test_minutes_papers import SOMEWHERE, sent
from tests.bot.test_way_of_a_message import all_settled


def mode(path: Path) -> int:
    """The rights on a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


async def test_the_database_and_its_folder_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "of" / "mulai" / "mulai.sqlite3"
    database = await open_database(f"sqlite+aiosqlite:///{file}")
    try:
        assert {mode(path) for path in file.parent.iterdir()} == {0o600}
        assert mode(file.parent) == mode(file.parent.parent) == 0o700
        assert closed(file).level == "ok"
        file.parent.chmod(0o755)
        file.chmod(0o644)
        found = closed(file)
        assert found.level == "warn"
        assert f"chmod 600 {file}" in found.told
    finally:
        await database.close()


def test_whatever_a_serving_process_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    keep_private()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "model").write_text("learnt")
    assert (mode(tmp_path / "cache"), mode(tmp_path / "cache" / "model")) == (0o700, 0o600)


def test_backups_are_for_their_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mulai.sqlite3"
    asyncio.run(_made(file))
    monkeypatch.setenv("MULAI_DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    assert CliRunner().invoke(main, ["backup", str(tmp_path / "copy")]).exit_code == 0
    assert mode(tmp_path / "copy") == 0o600
    assert CliRunner().invoke(main, ["restore", str(tmp_path / "copy")]).exit_code == 0
    assert mode(file) == 0o600


async def _made(file: Path) -> None:
    await (await open_database(f"sqlite+aiosqlite:///{file}")).close()


def test_a_backup_to_a_full_disk_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_made(tmp_path / "mulai.sqlite3"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupError, match="No space left"):
        back_up(tmp_path / "mulai.sqlite3", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


async def test_a_full_disk_at_the_start_is_one_line(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> int:
        raise OperationalError("INSERT", None, OSError("database or disk is full"))

    monkeypatch.setattr(Store, "owner", full)
    with pytest.raises(app.StartError, match="disk is full"):
        async with hall.bot():
            pass


async def test_a_full_disk_while_replies_are_marked_is_a_warning(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina, take_out, full = await hall.person(), Store.take_out, [1, 2]

    async def marked(self: Store, ids: list[int]) -> None:
        await take_out(self, ids)
        if full:
            full.pop()
            raise OperationalError("DELETE", None, OSError("database or disk is full"))

    monkeypatch.setattr(Store, "take_out", marked)
    with capture_logs() as logs:
        async with hall.bot():
            await hall.ask(rina, "mulai dari mana?")
            await hall.ask(rina, "apa itu csco?")
            await all_settled(hall)
    assert not full
    assert not [entry for entry in logs if "exc_info" in entry]


async def test_a_paper_for_which_there_is_no_room_is_a_warning(knowledge: Knowledge) -> None:
    call = SendCode(SOMEWHERE, "https://t.me/mulai_bot?start=w_1", "Pindai")
    with capture_logs() as logs:
        assert [method for method, *_ in await sent(knowledge, call, broken=True)][-1:] == [
            "sendMessage"
        ]
    told = [entry for entry in logs if entry["event"] == "paper could not be made"]
    assert [entry["log_level"] for entry in told] == ["warning"]
    assert "exc_info" not in told[0]
