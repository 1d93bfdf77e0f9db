"""For curators: `questions` lists what people asked and were not told well."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli import common
from bot.settings import Settings

if TYPE_CHECKING:  # the database's library is not loaded for every command
    from bot.operations.curating import Case
    from bot.storage.curating import Complaint

# Most wordings of a question in the list for reading; the list for pasting has all. Chosen.
_SHOWN = 5


@click.command()
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Only what was asked from this day on (UTC).",
)
@click.option("--yaml", "as_yaml", is_flag=True, help="Phrasings to paste into the topic files.")
def questions(since: datetime | None, as_yaml: bool) -> None:
    """List the questions that were not answered, or whose answer got a thumb down.

    Those that ask the same stand together, the newest first, with the topics that today's
    content finds nearest. Whose questions they were is not known.
    """
    from bot.operations.curating import case_of, to_paste, together
    from bot.storage.backups import database_file

    begin = int(since.replace(tzinfo=UTC).timestamp()) if since else 0
    settings = common.settings()
    file = database_file(settings.database_url)
    if file is not None and not file.exists():
        common.fail(f"there is no database at {file}; set MULAI_DATABASE_URL", code=1)
    kept = asyncio.run(_kept(settings, begin))
    if not kept:
        when = f" since {since.date()}" if since else ""
        click.echo(f"no question is kept{when}: all were answered, and nobody complained")
        return
    knowledge = common.knowledge()
    found = [case_of(asked, knowledge) for asked in together(kept)]
    click.echo("\n".join(to_paste(found) if as_yaml else _listed(found, kept)))


def _listed(cases: list[Case], kept: list[Complaint]) -> Iterator[str]:
    for case in cases:
        yield click.style(case.head, bold=True)
        yield from (f"    {wording}" for wording in case.wordings[:_SHOWN])
        if len(case.wordings) > _SHOWN:
            yield f"    and {len(case.wordings) - _SHOWN} wordings more"
        near = ", ".join(f"{topic} {chance:.0%}" for topic, chance in case.nearest)
        label = "answered today" if case.answered else "nearest"
        yield click.style(f"    {label}: {near or 'nothing'}", dim=True)
        yield ""
    yield from _without_words([complaint for complaint in kept if not complaint.question])


def _without_words(complaints: list[Complaint]) -> Iterator[str]:
    """Answers that were opened by a button and did not help."""
    from bot.operations.curating import day_asked

    topics: dict[str, list[Complaint]] = {}
    for complaint in complaints:
        topics.setdefault(complaint.topic, []).append(complaint)
    for topic, found in topics.items():
        last = day_asked(found[0])
        yield f"{len(found)} x, last {last}: {topic} did not help, opened by a button"


async def _kept(settings: Settings, since: int) -> list[Complaint]:
    from bot.storage.database import open_database
    from bot.storage.schema import UnusableDatabaseError
    from bot.storage.store import Store

    try:
        store = Store(await open_database(settings.database_url), time.time)
    except UnusableDatabaseError as error:
        common.fail(str(error), code=1)
    try:
        return await store.complaints(since)
    finally:
        await store.close()
