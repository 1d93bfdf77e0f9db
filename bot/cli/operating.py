"""For operators: `doctor`, `backup`, `restore`, `forget` and `undelete`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.cli import common
from bot.cli.lines import spoken_lines
from bot.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.storage.upkeep import Upkeep

_FILE = click.Path(dir_okay=False, path_type=Path)
T = TypeVar("T")
# What no program of ours can reach.
_REMAINS = (
    "the tables are written anew; the server's log (pg_wal) still holds it until the server uses "
    "those files again, and archives of it, standbys and dumps as long as you keep them"
)


@click.command()
def doctor() -> None:
    """Examine everything that a bot needs, a line each; exit 1 if something fails."""
    from bot.operations.findings import CheckResult

    try:
        settings = read_settings()
    except SettingsError as error:
        for line in str(error).splitlines():
            click.echo(spoken_lines().finding(CheckResult("FAIL", "settings", line)))
        raise SystemExit(1) from None
    raise SystemExit(asyncio.run(_examined(settings)))


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Copy the database to FILE, as it is at one moment; the bot may run."""
    from bot.storage import backups
    from bot.storage.private import keep_private

    keep_private()
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
    from bot.storage.private import keep_private

    keep_private()
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
    rows = _tidied(settings, lambda it: it.forget(user_id))
    click.echo(f"{rows} rows deleted" if rows else f"nothing is stored about {user_id}")
    if rows and database_file(settings.database_url) is None:
        click.echo(_REMAINS, err=True)


@click.command()
def undelete() -> None:
    """Bring back what was deleted by date within a week, where the clock was in doubt."""
    from bot.storage.upkeep import Upkeep

    rows = _tidied(common.settings(), Upkeep.bring_back)
    told = ", ".join(f"{table} {count}" for table, count in sorted(rows.items()))
    click.echo(f"brought back: {told}" if told else "there is nothing to bring back")


async def _examined(settings: Settings) -> int:
    from bot.operations.doctor import examine

    failed = False
    async for finding in examine(settings):
        click.echo(spoken_lines().finding(finding))
        failed |= finding.level == "FAIL"
    return int(failed)


def _tidied(settings: Settings, work: Callable[[Upkeep], Awaitable[T]]) -> T:
    """Carry out work on a database that is there; the bot may run."""
    from bot.storage.backups import database_file

    file = database_file(settings.database_url)
    if file is not None and not file.exists():
        common.fail("there is no database yet", code=1)
    return asyncio.run(_opened(settings, work))


async def _opened(settings: Settings, work: Callable[[Upkeep], Awaitable[T]]) -> T:
    from bot.storage.database import open_database
    from bot.storage.private import keep_private
    from bot.storage.schema import UnusableDatabaseError
    from bot.storage.upkeep import Upkeep

    keep_private()
    try:
        database = await open_database(settings.database_url)
    except UnusableDatabaseError as error:
        common.fail(str(error), code=1)
    try:
        return await work(Upkeep(database, time.time))
    finally:
        await database.close()


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
