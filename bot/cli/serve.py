"""Serving: `run` on Telegram, `preview` on a stand-in with a page in the browser."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import click
import structlog

from bot.cli import common
from bot.settings import Settings, unknown_settings

log = structlog.get_logger()


@click.command()
@click.option("--watch", is_flag=True, help="Reload the content whenever its files change.")
def run(watch: bool) -> None:
    """Serve Telegram; without a token, start the preview."""
    settings = common.settings()
    if settings.telegram_token is None:
        click.echo("MULAI_TELEGRAM_TOKEN is not set: starting the preview.", err=True)
        _serve(settings, _preview(settings, watch=True))
    else:
        _serve(settings, _run(settings, watch))


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of MULAI_PREVIEW_PORT.")
def preview(port: int | None) -> None:
    """Try the bot in a browser: the real application on a stand-in of Telegram."""
    settings = common.settings()
    if port is not None:
        settings = settings.model_copy(update={"preview_port": port})
    _serve(settings, _preview(settings, watch=True))


async def _run(settings: Settings, watch: bool) -> None:
    from bot import app
    from bot.shelf import Shelf, watching
    from bot.storage.database import try_database

    # Learning may take a minute: what a person must mend first is told before.
    await try_database(settings.database_url)
    shelf = Shelf(
        settings.knowledge_dir, local=settings.local_dir, semantic=settings.semantic == "on"
    )
    with contextlib.closing(shelf):
        async with watching(shelf) if watch else contextlib.nullcontext():
            await app.run(settings, shelf)


async def _preview(settings: Settings, watch: bool) -> None:
    from bot.preview.run import run_preview

    await run_preview(settings, watch)


def _serve(settings: Settings, work: Coroutine[Any, Any, None]) -> None:
    from bot.app import StartError
    from bot.operations.logs import set_up_logs
    from bot.operations.reporting import MissingReporterError, reporter
    from bot.storage.private import keep_private
    from bot.storage.schema import UnusableDatabaseError
    from knowledge.loading.faults import KnowledgeError

    keep_private()
    try:
        reports = [reporter(dsn.get_secret_value())] if (dsn := settings.sentry_dsn) else []
    except MissingReporterError as error:
        work.close()
        common.fail(str(error))
    set_up_logs(settings.log_level, settings.log_format, reports)
    for unknown in unknown_settings():
        log.warning("a variable is ignored", reason=str(unknown))
    try:
        asyncio.run(work)
    except KnowledgeError as error:
        common.fail(f"{error}\n{len(error.faults)} faults; nothing was started")
    except (StartError, UnusableDatabaseError) as error:
        common.fail(str(error))
