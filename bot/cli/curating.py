"""For curators: `questions` lists what people asked and were not told well."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli import common
from bot.settings import Settings
from knowledge.base import Knowledge
from knowledge.matching.grouping import grouped
from knowledge.matching.matcher import Answered
from knowledge.models.language import LANGUAGES, Language

if TYPE_CHECKING:  # the database's library is not loaded for every command
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
    asked = [complaint for complaint in kept if complaint.question]
    knowledge = common.knowledge()
    found = [
        _case([asked[place] for place in places], knowledge)
        for places in grouped([complaint.question for complaint in asked])
    ]
    click.echo("\n".join(_pasted(found) if as_yaml else _listed(found, kept)))


@dataclass(frozen=True, slots=True)
class _Case:
    """Questions that ask the same, the newest first, and what today's content makes of them.

    nearest: (topic, probability), the likeliest first. answered: the first of them is sure.
    """

    asked: list[Complaint]
    language: Language
    nearest: tuple[tuple[str, float], ...]
    answered: bool

    @property
    def wordings(self) -> list[str]:
        """The different wordings, the newest first, fit to be printed."""
        return list(dict.fromkeys(_printable(complaint.question) for complaint in self.asked))

    @property
    def rejected(self) -> list[str]:
        """The topics whose answer did not help."""
        return list(dict.fromkeys(complaint.topic for complaint in self.asked if complaint.topic))

    @property
    def head(self) -> str:
        """How often, when last, and why they are here."""
        missing = ["not answered"] if any(not complaint.topic for complaint in self.asked) else []
        why = missing + [f"{topic} did not help" for topic in self.rejected]
        return f"{len(self.asked)} x, last {_day(self.asked[0])}: {', '.join(why)}"


def _case(asked: list[Complaint], knowledge: Knowledge) -> _Case:
    match = knowledge.find(asked[0].question)
    nearest = tuple((found.topic, found.probability) for found in match.ranked[:3])
    return _Case(asked, match.language or "id", nearest, isinstance(match, Answered))


def _listed(cases: list[_Case], kept: list[Complaint]) -> Iterator[str]:
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
    topics: dict[str, list[Complaint]] = {}
    for complaint in complaints:
        topics.setdefault(complaint.topic, []).append(complaint)
    for topic, found in topics.items():
        yield f"{len(found)} x, last {_day(found[0])}: {topic} did not help, opened by a button"


def _pasted(cases: list[_Case]) -> Iterator[str]:
    """The wordings under the topic that may answer them, as a topic file has them."""
    topics: dict[str, list[_Case]] = {}
    for case in cases:
        likely = [topic for topic, _ in case.nearest if topic not in case.rejected]
        topics.setdefault(likely[0] if likely else "new-topic", []).append(case)
    for topic, of_topic in topics.items():
        yield f"{topic}:"
        yield "  ask:"
        for language in sorted({case.language for case in of_topic}, key=_order):
            spoken = [case for case in of_topic if case.language == language]
            if spoken:
                yield f"    {language}:"
            for case in spoken:
                yield f"      # {case.head}"
                yield from (f"      - {_quoted(wording)}" for wording in case.wordings)


def _order(language: Language) -> tuple[bool, str]:
    """The languages in which all is complete first."""
    return language not in LANGUAGES, language if language not in LANGUAGES else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _printable(text: str) -> str:
    """A text without characters that could change the terminal or the file it is pasted into."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _day(complaint: Complaint) -> str:
    return datetime.fromtimestamp(complaint.at, UTC).date().isoformat()


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
