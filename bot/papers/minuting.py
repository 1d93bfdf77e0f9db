"""The minutes of a workshop as the sheet that PDF, Word, table, picture and text are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.clock import day_of, time_of
from bot.papers.cleaning import one_line, printable
from bot.papers.composing import (
    OfficeSheet,
    Row,
    composed,
    form_of,
    numbered,
    paper_file_name,
)
from bot.papers.sheet import Words, words_in
from conversations.workshop.guide import guide_of
from conversations.workshop.minutes import MinutedFollowUp, MinutedQuestion, Minutes, minutes
from conversations.workshop.recording import NOTHING_KEPT, Kept
from conversations.workshop.state import Workshop
from knowledge.edition import Edition
from knowledge.models.office_papers import Fact, RowsOf

# Hours east of Greenwich, by the first two digits of a region's code: where it is not Jakarta's.
_CENTRAL, _EASTERN = 8, 9
_ZONES: Final = {
    **dict.fromkeys(("51", "52", "53", "63", "64", "65"), _CENTRAL),
    **dict.fromkeys(("71", "72", "73", "74", "75", "76"), _CENTRAL),
    **dict.fromkeys(("81", "82", "91", "92", "93", "94", "95", "96", "97"), _EASTERN),
}
_JAKARTA: Final = 7
_ZONE_NAMES: Final = {_JAKARTA: "WIB", _CENTRAL: "WITA", _EASTERN: "WIT"}
# What somebody typed has so much room; a note is told whole.
_LONGEST, _LONGEST_NOTE = 120, 600
# An attendance list has a line for everybody, as far as that is a list.
_MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """The minutes and the fixed words around them.

    dates: the day, or the first and the last one, as people read it. day: the last, "2026-01-31".
    headings: those of the workshop's wording, by their keys. form: as an office files it, part by
    part. template: the office's own document for it.
    """

    minutes: Minutes
    dates: str
    day: str
    headings: Mapping[str, str]
    words: Words
    form: OfficeSheet
    template: bytes | None = None

    @property
    def file_name(self) -> str:
        """Of all its files, without their endings: "notulen-lokakarya-kota-bogor-2026-01-31"."""
        what = "-".join(one_line(self.minutes.title).lower().split())
        return paper_file_name(what, self.minutes.region, self.day)


def minutes_sheet(workshop: Workshop, edition: Edition, kept: Kept = NOTHING_KEPT) -> MinutesSheet:
    """Everything that stands on the papers of a workshop, in one language."""
    language, content = edition.language, edition.content
    words = words_in(content.papers, language)
    first, last = day_of(workshop.opened_at), day_of(workshop.finished_at or workshop.opened_at)
    told = minutes(workshop, guide_of(edition), kept)
    headings = {key: text.in_(language) for key, text in content.workshop.headings.items()}
    return MinutesSheet(
        told,
        _span(edition.date(first), edition.date(last), words.until),
        last,
        headings,
        words,
        _form(told, words, headings, edition),
        content.templates.get("minutes"),
    )


def _form(
    told: Minutes, words: Words, headings: Mapping[str, str], edition: Edition
) -> OfficeSheet:
    """The minutes as an office files them."""
    form = form_of("minutes", "workshop", _facts(told, words, headings, edition), edition)
    gap = edition.content.office.gap.in_(edition.language)
    gaps = {name: gap.format(what=headings[f"gap-{name}"]) for name in ("owner", "person", "due")}
    rows: dict[RowsOf, Sequence[Row]] = {
        "agenda": numbered({"item": item} for item in _agenda(told)),
        "discussion": list(_discussion(told, words, headings)),
        "conclusions": numbered({"conclusion": line} for line in _conclusions(told, words)),
        "orders": numbered(_orders(told, headings)),
        "followups": numbered(_followup(each, gaps, edition) for each in told.followups),
        "dissents": numbered({"dissent": line} for line in _dissents(told, words, headings)),
        "attendees": numbered(_attendees(told, edition)),
    }
    last = day_of(told.finished_at or told.opened_at)
    return composed(form, rows, last, edition)


def _facts(
    told: Minutes, words: Words, headings: Mapping[str, str], edition: Edition
) -> dict[Fact, str]:
    """What is known of the meeting; the rest becomes gaps."""
    hours = _ZONES.get((edition.code_labelled(told.region) or "")[:2], _JAKARTA)
    zone = _ZONE_NAMES[hours]
    first, last = day_of(told.opened_at), day_of(told.finished_at or told.opened_at)
    days = tuple(_weekday(day, edition) for day in dict.fromkeys((first, last)))
    record = told.record
    facts: dict[Fact, str] = {
        "region": told.region.upper(),
        "subject": told.topic,
        "day": edition.date(last),
        "year": last[:4],
        "held": words.until.format(first=days[0], last=days[-1]) if days[1:] else days[0],
        "opened": f"{time_of(told.opened_at, hours)} {zone}",
        "closed": f"{time_of(told.finished_at, hours)} {zone}" if told.finished_at else "",
        "number": record.number,
        "place": record.place,
        "chair": record.chair,
        "noter": record.noter,
        "led": ", ".join(told.leaders),
        "who": headings["people"].format(count=told.attendance),
    }
    return {fact: said for fact, text in facts.items() if (said := printable(text, _LONGEST))}


def _weekday(day: str, edition: Edition) -> str:
    name = edition.content.office.weekdays[date.fromisoformat(day).weekday()]
    return f"{name.in_(edition.language)}, {edition.date(day)}"


def _agenda(told: Minutes) -> Iterator[str]:
    for stage in dict.fromkeys(question.stage for question in told.questions):
        names = (question.name for question in told.questions if question.stage == stage)
        yield f"{stage}: {', '.join(names)}"


def _discussion(told: Minutes, words: Words, headings: Mapping[str, str]) -> Iterator[Row]:
    for question in told.questions:
        lines = (*_rounds(question, words), *map(_noted, question.notes))
        if lines:
            yield {"question": question.name, "said": "\n".join(lines)}
    if told.notes_apart:
        said = "\n".join(map(_noted, told.notes_apart))
        yield {"question": headings["notes-apart"], "said": said}


def _rounds(question: MinutedQuestion, words: Words) -> Iterator[str]:
    for shown in question.rounds:
        votes = words.votes_of.format(count=shown.voters)
        found = (votes, shown.spread, shown.median)
        yield f"{shown.heading}: {', '.join(filter(None, found))}"


def _noted(note: str) -> str:
    return f"\u2013\t{printable(note, _LONGEST_NOTE)}"


def _conclusions(told: Minutes, words: Words) -> Iterator[str]:
    for question in told.questions:
        if question.answer:
            yield f"{question.name}: {question.answer} ({question.outcome})"
        elif question.rounds:
            yield f"{question.name}: {question.outcome}"
    if told.priorities:
        names = "; ".join(f"({each.rank}) {each.title}" for each in told.priorities)
        yield f"{words.all_priorities}: {names}"
    elif not any(question.rounds for question in told.questions):
        yield words.no_result


def _orders(told: Minutes, headings: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for each in told.orders:
        yield {
            "rules": str(each.by_rules or "\u2013"),
            "room": str(each.by_room or "\u2013"),
            "title": each.title + (headings["need-mark"] if each.need else ""),
            "points": str(each.points),
        }


def _followup(each: MinutedFollowUp, gaps: Mapping[str, str], edition: Edition) -> dict[str, str]:
    return {
        "title": each.title,
        "step": each.step,
        "lead": each.owner or gaps["owner"],
        "person": each.person or gaps["person"],
        "due": edition.date(each.due) if each.due else gaps["due"],
    }


def _dissents(told: Minutes, words: Words, headings: Mapping[str, str]) -> Iterator[str]:
    if not (told.dissents or told.undecided):
        yield words.no_dissent
    yield from (f"{name}: {headings['undecided']}" for name in told.undecided)
    yield from (each.text for each in told.dissents)


def _attendees(told: Minutes, edition: Edition) -> Iterator[dict[str, str]]:
    """Those who are named, by agency, then a line for each of the others."""
    nowhere = edition.content.workshop.buttons["others"].in_(edition.language)
    left = dict(told.roles)
    for name, agency in sorted(told.attendees, key=lambda one: (one[1], one[0])):
        left[agency] = left.get(agency, 1) - 1
        yield {"name": printable(name, _LONGEST), "agency": "" if agency == nowhere else agency}
    empty = (agency for agency, people in left.items() for _ in range(people))
    for agency, _ in zip(empty, range(_MOST_LINES), strict=False):
        yield {"name": "", "agency": "" if agency == nowhere else agency}


def _span(first: str, last: str, until: str) -> str:
    """Two days in words; what both end on is said once: "22 sampai 24 November 2026"."""
    if first == last:
        return first
    words, after = first.split(), last.split()
    while words[-1] == after.pop():
        words.pop()
    return until.format(first=" ".join(words), last=last)
