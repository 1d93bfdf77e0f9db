"""The minutes of a workshop as the sheet that PDF, table, picture and text are made from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock import day_of
from bot.papers.sheet import Words, words_in
from conversations.workshop.guide import guide_of
from conversations.workshop.minutes import Minutes, minutes
from conversations.workshop.state import Workshop
from knowledge.edition import Edition


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """The minutes and the fixed words around them.

    dates: the day, or the first and the last one, as people read it. day: the last, "2026-01-31".
    headings: those of the workshop's wording, by their keys.
    """

    minutes: Minutes
    dates: str
    day: str
    headings: Mapping[str, str]
    words: Words

    @property
    def file_name(self) -> str:
        """What its files are called, without their endings: "notulen-lokakarya-2026-01-31"."""
        return "-".join((*re.findall(r"[a-z0-9]+", self.minutes.title.lower()), self.day))


def minutes_sheet(workshop: Workshop, edition: Edition) -> MinutesSheet:
    """Everything that stands on the papers of a workshop, in one language."""
    language, content = edition.language, edition.content
    words = words_in(content.papers, language)
    first, last = day_of(workshop.opened_at), day_of(workshop.finished_at or workshop.opened_at)
    return MinutesSheet(
        minutes(workshop, guide_of(edition)),
        _span(edition.date(first), edition.date(last), words.until),
        last,
        {key: text.in_(language) for key, text in content.workshop.headings.items()},
        words,
    )


def _span(first: str, last: str, until: str) -> str:
    """Two days in words; what both end on is said once: "22 sampai 24 November 2026"."""
    if first == last:
        return first
    words, after = first.split(), last.split()
    while words[-1] == after.pop():
        words.pop()
    return until.format(first=" ".join(words), last=last)
