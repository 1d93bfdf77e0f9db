"""For operators: `doctor`, `backup`, `restore` and `forget`."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli import common
from bot.settings import Settings, SettingsError, read_settings

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
def doctor() -> None:
    """Examine everything that a bot needs, a line each; exit 1 if something fails."""
    from bot.operations.doctor import CheckResult

    try:
        settings = read_settings()
    except SettingsError as error:
        for line in str(error).splitlines():
            click.echo(CheckResult("FAIL", "settings", line))
        raise SystemExit(1) from None
    raise SystemExit(asyncio.run(_examined(settings)))


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Copy the database to FILE, as it is at one moment; the bot may run."""
    from bot.storage import backups

    try:
        backups.back_up(_database(), file)
    except backups.BackupError as error:
        common.fail(str(error), code=1)
    click.echo(f"{file}: {file.stat().st_size >> 10} KiB, checked")


@click.command()
@click.argument("file", type=_FILE)
def restore(file: Path) -> None:
    """Put the backup FILE in the place of the database; the bot must be stopped."""
    from bot.storage import backups

    database = _database()
    try:
        kept = backups.restore_backup(file, database, datetime.now(UTC))
    except backups.BackupError as error:
        common.fail(str(error), code=1)
    click.echo(f"{database} is restored" + (f"; the one of before is {kept}" if kept else ""))


@click.command()
@click.argument("user_id", type=click.IntRange(min=1))
def forget(user_id: int) -> None:
    """Delete all that is stored about the person with a Telegram id; the bot may run."""
    from bot.storage.backups import database_file

    settings = common.settings()
    file = database_file(settings.database_url)
    if file is not None and not file.exists():
        common.fail("there is no database yet, and nothing to forget", code=1)
    rows = asyncio.run(_forgotten(settings, user_id))
    click.echo(f"{rows} rows deleted" if rows else f"nothing is stored about {user_id}")


async def _examined(settings: Settings) -> int:
    from bot.operations.doctor import examine

    failed = False
    async for finding in examine(settings):
        click.echo(finding)
        failed |= finding.level == "FAIL"
    return int(failed)


async def _forgotten(settings: Settings, user_id: int) -> int:
    from bot.storage.database import UnusableDatabaseError, open_database
    from bot.storage.store import Store

    try:
        store = Store(await open_database(settings.database_url), time.time)
    except UnusableDatabaseError as error:
        common.fail(str(error), code=1)
    try:
        return await store.forget(user_id)
    finally:
        await store.close()


def _database() -> Path:
    from bot.storage.backups import database_file

    file = database_file(common.settings().database_url)
    if file is None:
        common.fail(
            "the database is on a PostgreSQL server: save it with pg_dump --format=custom, "
            "bring it back with pg_restore --clean while no bot runs",
            code=1,
        )
    return file
