"""The result in plain words, for those who cannot open files."""

from __future__ import annotations

from collections.abc import Iterator

from bot.papers.cleaning import cleaned
from bot.papers.sheet import Priority, Rung, Sheet, Words

# Telegram takes 4,096; what is cut stands in the bot.
_MOST_CHARACTERS = 4000


def plain_text(sheet: Sheet, words: Words) -> str:
    """The whole result as text without markup, at most 4,000 characters."""
    text = "\n".join(_lines(cleaned(sheet), words))
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"


def _lines(sheet: Sheet, words: Words) -> Iterator[str]:
    yield sheet.title
    yield f"{sheet.region or words.region_unknown}, {sheet.date}"
    for heading, rungs in (
        (words.needs, sheet.needs),
        (words.enablers, sheet.enablers),
        (words.duties, sheet.duties),
    ):
        if rungs:
            yield f"\n{heading}"
            yield from (f"- {rung.name}: {_step(rung, words)}" for rung in rungs)
    yield f"\n{words.all_priorities}"
    if not sheet.priorities:
        yield words.nothing_to_do
    for priority in sheet.priorities:
        yield from _priority(priority, words)
    yield f"\n{words.honest_note}: {sheet.note}"


def _step(rung: Rung, words: Words) -> str:
    if rung.step is None:
        return words.unknown
    return (words.critical, words.weak, words.adequate, words.good)[rung.step]


def _priority(priority: Priority, words: Words) -> Iterator[str]:
    yield f"{priority.rank}. {priority.title}"
    if priority.first_steps.days_30:
        yield f"   {words.first_30_days}: {priority.first_steps.days_30}"
    if priority.who:
        yield f"   {words.who}: {priority.who}"
