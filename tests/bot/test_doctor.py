"""The doctor: a line for each part, and what to do where something is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from bot.cli import main
from bot.clock import Clock
from bot.operations import doctor, doctor_pages
from bot.operations.doctor import examine
from bot.operations.findings import CheckResult
from bot.pipeline.replicas.membership import join_replicas
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.schema import HEAD
from tests.bot.common_user import as_common_user
from tests.bot.databases import PostgresDatabase
from tests.bot.harness import Hall, free_port
from tests.bot.postgres import Server
from tests.bot.test_backups import empty

NOW = datetime(2026, 1, 31, 8, 15, tzinfo=UTC)


async def findings(settings: Settings) -> dict[str, CheckResult]:
    return {finding.part: finding async for finding in examine(settings)}


async def test_a_sound_installation_is_well(hall: Hall) -> None:
    async with hall.bot():
        found = await findings(hall.settings())
    assert {part for part, finding in found.items() if finding.level == "FAIL"} == set()
    for part in ("settings", "token", "privacy", "webhook", "database", "content"):
        assert found[part].level == "ok", found[part]
    assert "@mulai_bot" in found["token"].told


async def test_looking_changes_nothing(hall: Hall) -> None:
    await findings(hall.settings())
    assert list(hall.folder.iterdir()) == []
    assert {call.method for call in hall.standin.calls} == {"getMe", "getWebhookInfo"}


async def test_a_refused_token_is_told_without_it(hall: Hall) -> None:
    token = "123456789:not-the-token-that-is-served"
    found = await findings(hall.settings(telegram_token=SecretStr(token)))
    assert found["token"].level == "FAIL"
    assert "@BotFather" in found["token"].told
    assert token not in str(found)


async def test_a_proxy_of_a_kind_not_known_is_told(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "socks5://rina:hush@127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    found = await findings(hall.settings(telegram_api_url="https://127.0.0.2:9"))
    assert found["telegram"].level == "FAIL"
    assert "HTTPS_PROXY or ALL_PROXY names a socks5 proxy" in found["telegram"].told
    assert "hush" not in str(found)


async def test_a_telegram_that_cannot_be_reached_is_told_without_the_token(hall: Hall) -> None:
    found = await findings(hall.settings(telegram_api_url="http://127.0.0.1:9"))
    assert found["telegram"].level == "FAIL"
    assert "127.0.0.1 cannot be reached (ClientConnectorError)" in found["telegram"].told
    assert hall.standin.token not in str(found)
    assert found["content"].level == "ok"


async def test_a_webhook_and_the_settings_must_agree(hall: Hall) -> None:
    settings = hall.by_webhook()
    async with hall.bot(**settings):
        assert (await findings(hall.settings(**settings)))["webhook"].level == "ok"
    found = (await findings(hall.settings()))["webhook"]
    assert found.level == "warn"
    assert "posts updates to 127.0.0.1 but should be polled" in found.told


@pytest.mark.parametrize(
    ("info", "wanted", "level", "told"),
    [
        ({"url": ""}, None, "ok", "none, as it should be; 0 wait"),
        ({"url": "", "pending_update_count": 101}, None, "warn", "101 updates wait"),
        ({"url": ""}, "https://a.id/x", "warn", "does not post updates but should post"),
        ({"url": "https://b.id/x"}, "https://a.id/x", "warn", "posts updates to b.id but"),
        ({"url": "https://a.id/x"}, "https://a.id/x", "ok", "set; 0 wait"),
        (
            {
                "url": "https://a.id/x",
                "pending_update_count": 3,
                "last_error_message": "Wrong response from the webhook: 503",
                "last_error_date": int(NOW.timestamp()) - 12,
            },
            "https://a.id/x",
            "warn",
            "3 updates wait; Telegram's last error 12 s ago: Wrong response from the webhook: 503",
        ),
    ],
)
def test_the_webhook_is_judged_by_what_telegram_says(
    info: dict[str, Any], wanted: str | None, level: str, told: str
) -> None:
    found = doctor.webhook(info, wanted, NOW)
    assert found.level == level
    assert told in found.told


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, "ok"), (-30, "ok"), (31, "warn"), (-300, "warn"), (3600, "FAIL")]
)
def test_the_clock_is_compared_with_telegrams(seconds: int, level: str) -> None:
    date = format_datetime(NOW, usegmt=True)
    assert doctor.clock(date, NOW + timedelta(seconds=seconds)).level == level


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_a_clock_that_cannot_be_compared_is_no_failure(date: str | None) -> None:
    assert doctor.clock(date, NOW).level == "warn"


@pytest.mark.parametrize(
    ("bot", "level"),
    [
        ({"can_join_groups": True, "can_read_all_group_messages": False}, "ok"),
        ({"can_join_groups": True, "can_read_all_group_messages": True}, "warn"),
        ({"can_join_groups": False, "can_read_all_group_messages": False}, "warn"),
    ],
)
def test_the_bots_rights_in_groups_are_told(bot: dict[str, Any], level: str) -> None:
    assert doctor.privacy(bot).level == level


async def test_a_database_is_examined(tmp_path: Path) -> None:
    file = tmp_path / "mulai.sqlite3"
    assert doctor.database(file).told.endswith("is made at the first start")
    await empty(file)
    assert f"is sound, schema {HEAD}" in doctor.database(file).told
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert f"brought to {HEAD} at the next start" in doctor.database(file).told
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert doctor.database(file).level == "FAIL"
    file.write_bytes(b"broken" * 1000)
    assert doctor.database(file).level == "FAIL"


async def test_a_server_is_examined(postgres: Server) -> None:
    storage = PostgresDatabase(postgres)
    assert f"schema none, brought to {HEAD}" in (await doctor.server(storage.url)).told
    database = await open_database(storage.url)
    replica = await join_replicas(database, Clock().now)
    found = await doctor.server(storage.url)
    await replica.close()
    await database.close()
    assert found.level == "ok"
    assert f"schema {HEAD}; 1 bot uses it" in found.told
    storage.rows("UPDATE alembic_version SET version_num = '9999'")
    assert (await doctor.server(storage.url)).level == "FAIL"


async def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    url = f"postgresql+asyncpg://mulai:hush@127.0.0.1:{free_port()}/mulai"
    found = await doctor.server(url)
    assert found.level == "FAIL"
    assert "127.0.0.1/mulai" in found.told
    assert "hush" not in str(found)


def test_little_room_is_told_before_it_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 0

    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage)
    for free, level in ((1 << 20, "FAIL"), (500 << 20, "warn"), (5 << 30, "ok")):
        Usage.free = free
        assert doctor.disk(tmp_path / "not" / "there").level == level


def test_a_database_is_looked_at_and_nothing_is_written_to_it(tmp_path: Path) -> None:
    file = asyncio.run(empty(tmp_path / "mulai.sqlite3"))
    assert doctor.database(file).level == "ok"
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    # As a kill leaves it: what was committed last stands in the log beside the file.
    left = tmp_path / "left"
    left.mkdir()
    with contextlib.closing(sqlite3.connect(file)) as bot:
        bot.execute("CREATE TABLE committed (last)")
        for path in tmp_path.glob("mulai.sqlite3*"):
            shutil.copy(path, left)
    found = {path.name: path.read_bytes() for path in left.iterdir()}
    assert found["mulai.sqlite3-wal"]
    assert doctor.database(left / file.name).level == "ok"
    assert {path.name for path in left.iterdir()} == set(found)
    for name in ("mulai.sqlite3", "mulai.sqlite3-wal"):
        assert (left / name).read_bytes() == found[name]


def test_a_place_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    file = asyncio.run(empty(tmp_path / "closed" / "mulai.sqlite3"))
    try:
        for mode in (0o555, 0):  # to be looked into only, and not even that
            file.parent.chmod(mode)
            with as_common_user():
                assert doctor.database(file).level == "FAIL"
                assert doctor.cache(file.parent / "cache").level == "warn"
                assert doctor.disk(file).part == "disk"
    finally:
        file.parent.chmod(0o700)
    assert doctor.database(file).level == "ok"
    assert doctor.cache(file.parent / "cache").level == "ok"
    assert not (file.parent / "cache").exists()


async def test_a_misspelt_setting_is_told(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULAI_LOGLEVEL", "DEBUG")
    told = [str(finding) async for finding in examine(hall.settings())]
    assert "warn  settings  MULAI_LOGLEVEL is no setting; expected MULAI_LOG_LEVEL; ignored" in told


def test_the_command_fails_on_a_misspelt_retention() -> None:
    told = CliRunner(env={"MULAI_KEEP_DAY": "30"}).invoke(main, ["doctor"])
    assert told.exit_code == 1
    assert told.output == "FAIL  settings  MULAI_KEEP_DAY is no setting; expected MULAI_KEEP_DAYS\n"


def test_faulty_content_fails(tmp_path: Path) -> None:
    found = doctor.content(tmp_path)
    assert found.level == "FAIL"
    assert "mulai check" in found.told


def test_the_command_fails_on_a_wrong_setting() -> None:
    told = CliRunner(env={"MULAI_LOG_LEVEL": "LOUD"}).invoke(main, ["doctor"])
    assert told.exit_code == 1
    assert told.output.startswith("FAIL  settings  MULAI_LOG_LEVEL holds 'LOUD'")


def test_the_command_fails_without_a_token(tmp_path: Path) -> None:
    environment = {
        "MULAI_TELEGRAM_TOKEN": "",
        "MULAI_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'mulai.sqlite3'}",
    }
    told = CliRunner(env=environment).invoke(main, ["doctor"])
    assert told.exit_code == 1
    assert "MULAI_TELEGRAM_TOKEN is not set" in told.output
    assert "ok    content" in told.output


@pytest.mark.parametrize(
    ("url", "listens", "level"),
    [
        ("http://192.168.1.10:8080", "127.0.0.1", "warn"),
        ("http://192.168.1.10:8080", "0.0.0.0", "ok"),  # noqa: S104 - a hall's own network
        ("https://mulai.example.go.id", "127.0.0.1", "ok"),
        ("http://127.0.0.1:8080", "127.0.0.1", "ok"),
    ],
)
def test_a_projector_that_no_hall_reaches_is_told(url: str, listens: str, level: str) -> None:
    assert doctor_pages.projector(url, listens).level == level


def test_the_page_for_curators_is_told_with_who_may_read_its_password() -> None:
    assert "for this machine alone" in doctor_pages.curators("127.0.0.1").told
    assert "without https" in doctor_pages.curators("0.0.0.0").told  # noqa: S104 - not listened on


async def test_an_operator_that_people_are_not_told_of_is_a_warning(hall: Hall) -> None:
    told = {"operator_name": "Kominfo", "operator_contact": "ppdp@kota.go.id"}
    part = doctor.operator(hall.settings(**told))
    assert (part.level, "MULAI_OPERATOR_LEGAL_BASIS" in part.told) == ("warn", True)
    assert "MULAI_OPERATOR_NAME" not in part.told
    part = doctor.operator(hall.settings(**told, operator_legal_basis="UU 27/2022"))
    assert (part.level, "Kominfo" in part.told) == ("ok", True)
