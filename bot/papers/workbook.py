"""The minutes of a workshop as a workbook (XLSX): numbers to calculate with, one sheet for each
kind of fact.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from bot.papers.cleaning import one_line
from bot.papers.minuting import MinutesSheet
from conversations.workshop.minutes import MinutedQuestion, MinutedRound

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

Value = str | int | float
Cells = Sequence[Value]

# Texts are never read as formulas, links or numbers, whatever they begin with.
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# What a program that opens the file, or a copy of it, could take for a formula.
_FORMULA = ("=", "+", "-", "@")
# A cell holds 32,767 characters, a sheet's name 31 without these.
_LONGEST = 32_000
_NAME_LENGTH, _NOT_IN_NAMES = 31, str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# A line is 15 points high, a row 409 at most; some programs do not fit rows to wrapped texts, and
# letters of another font than the one asked for may be wider.
_LINE, _HIGHEST, _FONT_MARGIN = 15, 409, 0.95
# The number of A4 in the format, and the widest sheet that it prints, landscape, in letters of
# 8 points or more.
_A4, A4_WIDTH = 9, 190
# The same minutes give the same bytes.
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet.

    columns: (heading, width in characters). shares: places of columns that hold 0 to 1.
    """

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[Cells, ...]
    shares: tuple[int, ...] = ()


def workbook(sheet: MinutesSheet) -> bytes:
    """The minutes as an XLSX file. Blocks for some tens of milliseconds: call it in a thread."""
    import xlsxwriter  # imported here, because few conversations need it

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **_PLAIN}) as book:
        book.set_properties({"title": one_line(sheet.minutes.title), "created": _MADE})
        formats = _Formats(book)
        for table in _tables(sheet):
            _write(book, table, formats)
    return made.getvalue()


class _Formats:
    def __init__(self, book: Workbook) -> None:
        cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#c9d2dc"}
        self.head = book.add_format(
            {**cell, "bold": True, "font_color": "white", "bg_color": "#0e3254"}
        )
        self.cell = book.add_format(cell)
        self.number = book.add_format({**cell, "align": "center"})
        # Formatted as text in the file itself, so it stays text when somebody edits the cell.
        self.typed = book.add_format({**cell, "quote_prefix": True})
        self.share = book.add_format({**cell, "num_format": "0%", "align": "center"})


def _write(book: Workbook, table: Table, formats: _Formats) -> None:
    page = book.add_worksheet(table.name.translate(_NOT_IN_NAMES).strip("' ")[:_NAME_LENGTH])
    widths = [width for _, width in table.columns]
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    for line, row in enumerate(([heading for heading, _ in table.columns], *table.rows)):
        page.set_row(line, _height(row, widths))
        for place, value in enumerate(row):
            if isinstance(value, str):
                text = one_line(value)[:_LONGEST]
                as_head = formats.head if line == 0 else _format_of(text, formats)
                page.write_string(line, place, text, as_head)
            else:
                share = place in table.shares
                page.write_number(line, place, value, formats.share if share else formats.number)
    page.freeze_panes(1, 0)
    if table.rows and len(table.columns) > 2:
        page.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&R&P / &N")
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _height(row: Cells, widths: Sequence[int]) -> float:
    """Points that the longest text of a row needs in its column."""
    lines = [
        len(wrap(value, int(width * _FONT_MARGIN)))
        for value, width in zip(row, widths, strict=True)
        if isinstance(value, str)
    ]
    return min(_HIGHEST, _LINE * max([1, *lines]))


def _format_of(text: str, formats: _Formats) -> Format:
    return formats.typed if text.startswith(_FORMULA) else formats.cell


def _tables(sheet: MinutesSheet) -> Iterator[Table]:
    yield _summary(sheet)
    yield _attendance(sheet)
    yield _priorities(sheet)
    yield _steps(sheet)
    yield _dissents(sheet)
    yield _rounds(sheet)
    yield _answers(sheet)
    yield _agencies(sheet)


def _summary(sheet: MinutesSheet) -> Table:
    """What the workshop was, then each question with its joint answer."""
    minutes, heads, words = sheet.minutes, sheet.headings, sheet.words
    facts: tuple[tuple[str, Value], ...] = (
        (heads["topic"], minutes.topic),
        (heads["region"], minutes.region or words.region_unknown),
        (heads["date"], sheet.dates),
        (heads["leaders"], ", ".join(minutes.leaders)),
        (heads["attendance"], str(minutes.attendance)),
    )
    answers = (
        (question.name, question.answer or question.outcome) for question in minutes.questions
    )
    official = (
        (f"{words.official}: {question.name}", question.official)
        for question in minutes.questions
        if question.official
    )
    notes = ((heads["notes"], note) for note in (*minutes.notes, words.not_official))
    return Table(
        words.summary, ((minutes.title, 28), ("", 90)), (*facts, *answers, *official, *notes)
    )


def _attendance(sheet: MinutesSheet) -> Table:
    words = sheet.words
    return Table(words.people, ((words.agency, 28), (words.people, 14)), sheet.minutes.roles)


def _priorities(sheet: MinutesSheet) -> Table:
    heads, words = sheet.headings, sheet.words
    rows = tuple(
        (
            each.rank,
            each.title,
            "; ".join(each.because),
            words.yes if each.divided else "",
            each.who,
            each.money,
            each.indicator,
        )
        for each in sheet.minutes.priorities
    )
    columns = (
        (words.place, 9),
        (words.title, 24),
        (heads["because"], 34),
        (heads["divided"], 16),
        (words.who, 26),
        (words.money, 30),
        (words.indicator, 30),
    )
    return Table(heads["priorities"], columns, rows)


def _steps(sheet: MinutesSheet) -> Table:
    """The first steps of each priority, and where they come from."""
    heads, words = sheet.headings, sheet.words
    rows: list[Cells] = []
    for each in sheet.minutes.priorities:
        steps = dict(each.first_steps)
        first = [steps[when] for when in (heads["at-once"], heads["day-30"]) if when in steps]
        sources = "; ".join(sheet.minutes.sources[number - 1] for number in each.sources)
        later = (steps.get(heads[key], "") for key in ("day-90", "day-365"))
        rows.append((each.rank, each.title, "\n".join(first), *later, sources))
    columns = (
        (words.place, 9),
        (words.title, 22),
        *((heads[key], 36) for key in ("day-30", "day-90", "day-365")),
        (words.sources, 44),
    )
    return Table(heads["first-steps"], columns, tuple(rows))


def _dissents(sheet: MinutesSheet) -> Table:
    heads, words = sheet.headings, sheet.words
    columns = (
        (words.question, 20),
        (heads["answer"], 32),
        (f"{heads['votes']}: {words.joint_side}", 22),
        (words.other_answer, 32),
        (f"{heads['votes']}: {words.their_side}", 22),
        (words.if_right, 56),
    )
    rows = tuple(
        (each.name, each.answer, each.ours, each.other, each.theirs, each.change)
        for each in sheet.minutes.dissents
    )
    return Table(heads["dissents"], columns, rows)


def _each_round(
    sheet: MinutesSheet,
) -> Iterator[tuple[MinutedQuestion, MinutedRound, tuple[Value, ...]]]:
    """Every round with its question, and the cells that its rows begin with."""
    for order, question in enumerate(sheet.minutes.questions, start=1):
        for number, shown in enumerate(question.rounds, start=1):
            yield question, shown, (order, question.stage, question.name, number)


def _round_columns(sheet: MinutesSheet) -> tuple[tuple[str, int], ...]:
    words = sheet.words
    return ((words.order, 6), (words.stage, 14), (words.question, 18), (words.round, 8))


def _rounds(sheet: MinutesSheet) -> Table:
    """A round a row: the middle, the spread, and what came of the question."""
    heads, words = sheet.headings, sheet.words
    columns = (
        *_round_columns(sheet),
        (words.round_name, 11),
        (heads["votes"], 8),
        (words.unknown, 8),
        (f"{heads['median-heading']} / {words.most_named}", 26),
        (heads["spread-heading"], 14),
        (heads["answer"], 26),
        (words.decided, 18),
        (words.official, 24),
    )
    rows = tuple(
        (
            *begins,
            shown.heading,
            shown.voters,
            shown.counts[-1][1],
            shown.median,
            shown.spread,
            question.answer,
            question.outcome,
            question.official,
        )
        for question, shown, begins in _each_round(sheet)
    )
    return Table(words.rounds, columns, rows)


def _answers(sheet: MinutesSheet) -> Table:
    """An option of a round a row."""
    heads, words = sheet.headings, sheet.words
    columns = (
        *_round_columns(sheet),
        (heads["option"], 44),
        (heads["votes"], 9),
        (words.share, 9),
        (words.chosen, 16),
    )
    rows = tuple(
        (
            *begins,
            label,
            votes,
            votes / shown.voters if shown.voters else 0,
            words.yes if place in question.chosen else "",
        )
        for question, shown, begins in _each_round(sheet)
        for place, (label, votes) in enumerate(shown.counts)
    )
    return Table(heads["questions"], columns, rows, shares=(6,))


def _agencies(sheet: MinutesSheet) -> Table:
    """An agency of a round a row; only those that the minutes may show."""
    heads, words = sheet.headings, sheet.words
    columns = (
        *_round_columns(sheet),
        (words.agency, 24),
        (heads["votes"], 9),
        (heads["median-heading"], 44),
    )
    rows = tuple(
        (*begins, agency, voters, median)
        for _, shown, begins in _each_round(sheet)
        for agency, voters, median in shown.agencies
    )
    return Table(words.agencies, columns, rows)
