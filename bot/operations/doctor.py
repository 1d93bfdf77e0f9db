"""The examination of an installation: one finding for each part, with what to do about it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot import fonts
from bot.operations import doctor_files, doctor_pages
from bot.operations.asking import ask_telegram
from bot.operations.findings import CheckResult, Level
from bot.settings import Settings, unknown_settings
from bot.storage import postgres
from bot.storage.backups import damage, database_file, failed_in, known_schemas, schema_of
from bot.storage.database import Database
from bot.storage.failures import newest_failure
from bot.storage.schema import HEAD
from bot.telegram.contact import WayError
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load
from knowledge.matching.model_file import default_cache

# Free bytes on the disk of the database, below which it warns and fails. Chosen.
_LITTLE, _TOO_LITTLE = 1 << 30, 100 << 20
# Seconds that our clock may be wrong before it warns and fails. Chosen.
_OFF, _FAR_OFF = 30, 300
# With more updates waiting at Telegram than this it warns. Chosen: a restart leaves fewer.
_MANY = 100

Json = dict[str, Any]


async def examine(
    settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[CheckResult]:
    """Look at everything that a bot with these settings needs; changes nothing."""
    yield CheckResult(
        "ok", "settings", f"updates by {'webhook' if settings.webhook_url else 'polling'}"
    )
    for unknown in unknown_settings():
        yield CheckResult("warn", "settings", f"{unknown}; ignored")
    yield operator(settings)
    async for finding in _telegram(settings, now):
        yield finding
    if settings.projector_url:
        yield doctor_pages.projector(settings.projector_url, settings.web_host)
    if settings.curators_password:
        yield doctor_pages.curators(settings.web_host)
    if database_file(settings.database_url) is None:
        for finding in await _server(settings.database_url):
            yield finding
    for finding in await asyncio.to_thread(lambda: [*_local(settings)]):
        yield finding


async def _telegram(settings: Settings, now: Callable[[], datetime]) -> AsyncIterator[CheckResult]:
    if settings.telegram_token is None:
        yield CheckResult(
            "FAIL", "token", "MULAI_TELEGRAM_TOKEN is not set; create a bot with @BotFather"
        )
        return
    try:
        me, info, told = await ask_telegram(settings, now)
    except WayError as error:
        yield CheckResult("FAIL", "telegram", str(error))
        return
    except (aiohttp.ClientError, OSError) as error:
        # The text of the error may contain the address, and so the token.
        host = urlsplit(settings.telegram_api_url).hostname
        yield CheckResult(
            "FAIL",
            "telegram",
            f"{host} cannot be reached ({type(error).__name__}); "
            "check the network, the proxy and MULAI_TELEGRAM_API_URL",
        )
        return
    bot = me.result
    if bot is None:
        yield CheckResult(
            "FAIL",
            "token",
            f"refused by Telegram ({me.status}); ask @BotFather for the right one",
        )
        return
    yield CheckResult("ok", "token", f"@{bot.get('username')} is who we are")
    yield privacy(bot)
    yield elsewhere(bot)
    yield webhook(info.result or {}, settings.webhook_url, told)
    yield clock(me.date, told)


def operator(settings: Settings) -> CheckResult:
    """Whether people are told who answers for their data."""
    names = ("operator_name", "operator_contact", "operator_legal_basis")
    missing = [f"MULAI_{name.upper()}" for name in names if not getattr(settings, name)]
    if missing:
        told = f"people are not told who runs the bot; set {', '.join(missing)}"
        return CheckResult("warn", "operator", told)
    return CheckResult("ok", "operator", f"/data names {settings.operator_name}")


def privacy(bot: Json) -> CheckResult:
    """What the bot hears in groups. bot: as getMe tells it."""
    if not bot.get("can_join_groups", True):
        return CheckResult(
            "warn",
            "privacy",
            "the bot cannot join groups; allow it with @BotFather, /setjoingroups",
        )
    if bot.get("can_read_all_group_messages"):
        return CheckResult(
            "warn",
            "privacy",
            "privacy mode is off, groups send all they say; switch it on with @BotFather, "
            "/setprivacy, then remove the bot from its groups and add it again",
        )
    return CheckResult("ok", "privacy", "in groups it hears commands and replies only")


def elsewhere(bot: Json) -> CheckResult:
    """Whether the bot can be called from chats that it has not joined. bot: as getMe tells it."""
    modes = {
        "inline mode": bot.get("supports_inline_queries"),
        "guest mode": bot.get("supports_guest_queries"),
    }
    told = ", ".join(f"{mode} is {'on' if on else 'off'}" for mode, on in modes.items())
    hint = "" if all(modes.values()) else "; @BotFather switches them, /setinline for inline mode"
    return CheckResult("ok", "elsewhere", told + hint)


def webhook(info: Json, wanted: str | None, now: datetime) -> CheckResult:
    """Where Telegram sends updates, and whether they arrive.

    info: as getWebhookInfo tells it. wanted: the address of the settings, None for polling.
    """
    url, waiting = str(info.get("url", "")), int(info.get("pending_update_count", 0))
    error, at = info.get("last_error_message"), info.get("last_error_date")
    if url != (wanted or ""):
        is_ = f"posts updates to {urlsplit(url).hostname}" if url else "does not post updates"
        should = "post them to MULAI_WEBHOOK_URL" if wanted else "be polled"
        return CheckResult(
            "warn", "webhook", f"Telegram {is_} but should {should}; starting the bot tells it"
        )
    if error and url and waiting:
        since = f" {int(now.timestamp() - at)} s ago" if isinstance(at, int) else ""
        return CheckResult(
            "warn",
            "webhook",
            f"{waiting} updates wait; Telegram's last error{since}: {error}; "
            "check the proxy, its certificate and that the bot runs",
        )
    if waiting > _MANY:
        return CheckResult(
            "warn", "webhook", f"{waiting} updates wait at Telegram; does the bot run?"
        )
    return CheckResult(
        "ok", "webhook", f"{'set' if url else 'none, as it should be'}; {waiting} wait"
    )


def clock(date: str | None, now: datetime) -> CheckResult:
    """How far our clock is off. date: the Date header of Telegram's answer of just now."""
    try:
        off = round((now - parsedate_to_datetime(date or "")).total_seconds())
    except (ValueError, TypeError):
        return CheckResult("warn", "clock", "Telegram's answer has no date to compare with")
    if abs(off) > _OFF:
        level: Level = "FAIL" if abs(off) > _FAR_OFF else "warn"
        return CheckResult(
            level,
            "clock",
            f"{off:+d} s off; set up time synchronisation (timedatectl set-ntp true)",
        )
    return CheckResult("ok", "clock", "right to the second" if abs(off) <= 1 else f"{off:+d} s off")


def _local(settings: Settings) -> Iterator[CheckResult]:
    file = database_file(settings.database_url)
    if file:
        yield database(file)
        if file.exists():
            yield doctor_files.closed(file)
            with contextlib.suppress(sqlite3.Error):  # told in the line above
                yield doctor_files.failed(*failed_in(file))
        yield disk(file)
    yield cache(default_cache())
    yield content(settings.knowledge_dir, settings.local_dir)
    if found := doctor_files.holidays(settings.knowledge_dir, settings.local_dir):
        yield found
    yield papers()


def database(file: Path) -> CheckResult:
    """Whether a SQLite database opens, is sound and of a schema that is known here."""
    # SQLite keeps a log beside the file, so the folder must take files too.
    for needed in (file, file.parent):
        if not may_write(needed):
            return CheckResult(
                "FAIL",
                "database",
                f"{needed} cannot be written by this user; run this as the bot's user, "
                "or name another place with MULAI_DATABASE_URL",
            )
    if not file.exists():
        return CheckResult("ok", "database", f"{file} is made at the first start")
    if found := damage(file):
        return CheckResult(
            "FAIL", "database", f"{file}: {found}; stop the bot and mulai restore a backup"
        )
    try:
        schema = schema_of(file)
    except sqlite3.Error as error:
        return CheckResult("FAIL", "database", f"{file}: {error}; does the bot's user own it?")
    if schema is not None and schema not in known_schemas():
        return CheckResult(
            "FAIL",
            "database",
            f"{file} has schema {schema}, newer than {HEAD}; "
            "install the version that wrote it, or mulai restore a backup of before",
        )
    later = "" if schema == HEAD else f", brought to {HEAD} at the next start"
    return CheckResult("ok", "database", f"{file} is sound, schema {schema or 'none'}{later}")


async def _server(url: str) -> list[CheckResult]:
    findings = [await server(url)]
    database = Database(make_url(url))
    try:
        findings.append(doctor_files.failed(*await database.read(newest_failure)))
    except SQLAlchemyError:
        pass  # told in the line above, or the schema is an older one
    finally:
        await database.close()
    return findings


async def server(url: str) -> CheckResult:
    """Whether a PostgreSQL database answers and is of a schema that is known here."""
    parts = make_url(url)
    where = f"{parts.host}/{parts.database}"
    found = Database(parts)
    try:
        told = await found.read(postgres.standing)
    except SQLAlchemyError as error:
        why = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0]
        return CheckResult(
            "FAIL",
            "database",
            f"{where}: {why}; check MULAI_DATABASE_URL, the server and its pg_hba.conf",
        )
    finally:
        await found.close()
    if told.schema is not None and told.schema not in known_schemas():
        return CheckResult(
            "FAIL",
            "database",
            f"{where} has schema {told.schema}, newer than {HEAD}; "
            "install the version that wrote it, or pg_restore a backup of before",
        )
    later = "" if told.schema == HEAD else f", brought to {HEAD} at the next start"
    bots = "1 bot uses it" if told.replicas == 1 else f"{told.replicas} bots use it"
    return CheckResult(
        "ok",
        "database",
        f"{where} on PostgreSQL {told.version}, schema {told.schema or 'none'}{later}; {bots}",
    )


def disk(file: Path) -> CheckResult:
    """The room that is left where the database lies."""
    folder = next(folder for folder in file.absolute().parents if os.path.exists(folder))  # noqa: PTH110
    free = shutil.disk_usage(folder).free
    if free < _LITTLE:
        level: Level = "FAIL" if free < _TOO_LITTLE else "warn"
        return CheckResult(level, "disk", f"{free >> 20} MiB free in {folder}; make room")
    return CheckResult("ok", "disk", f"{free >> 30} GiB free")


def may_write(path: Path) -> bool:
    """Whether this user may write or create a file, judged by permissions; nothing is written."""
    for there in (path, *path.absolute().parents):
        try:
            wanted = os.W_OK | (os.X_OK if stat.S_ISDIR(there.stat().st_mode) else 0)
        except (FileNotFoundError, NotADirectoryError):
            continue  # it would be made, where the folder above it allows that
        except OSError:
            return False
        return os.access(there, wanted, effective_ids=os.access in os.supports_effective_ids)
    return False


def cache(folder: Path) -> CheckResult:
    """Whether what was learnt can be kept."""
    if not may_write(folder):
        return CheckResult(
            "warn",
            "cache",
            f"{folder} cannot be written by this user: after a change of the content each start "
            "learns it anew; name another with XDG_CACHE_HOME, or run mulai train --ship",
        )
    return CheckResult("ok", "cache", f"{folder} keeps what was learnt")


def content(folder: Path | None, local: Path | None = None) -> CheckResult:
    """Whether the content can be used."""
    try:
        topics = len(load(folder, local).topics)
    except KnowledgeError as error:
        return CheckResult(
            "FAIL", "content", f"{len(error.faults)} faults; mulai check lists them with remedies"
        )
    return CheckResult("ok", "content", f"{topics} topics")


def papers() -> CheckResult:
    """Whether pictures and reports of results can be made."""
    letters = all((fonts.FOLDER / file).is_file() for file in fonts.FILES)
    if importlib.util.find_spec("typst") is None or not letters:
        return CheckResult(
            "warn",
            "papers",
            "typst or the fonts are missing, results are sent as plain text; "
            "install Mulai with its requirements.txt",
        )
    return CheckResult("ok", "papers", "typst and its fonts")
