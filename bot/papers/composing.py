"""A paper for the office put together: the parts of its content, with facts and rows filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.papers.cleaning import one_line
from knowledge.edition import Edition
from knowledge.models.office_papers import (
    Fact,
    OfficePaper,
    OfficePaperId,
    OfficePart,
    Origin,
    PartStyle,
    RowsOf,
)

# A cell or a paragraph is never longer; content is shorter anyway.
_LONGEST = 1200
_LONGEST_NAME = 90
# What a row names -> what it says.
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfficeBlock:
    """A part with its facts: `lines` of a text, or `rows` of fields, signatures or a table.

    widths, tall: as the content's part has them.
    """

    style: PartStyle
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    new_page: bool = False
    widths: tuple[int, ...] = ()
    tall: bool = False


@dataclass(frozen=True, slots=True)
class OfficeSheet:
    """A paper for the office in one language, before it is set.

    file_name: without its ending. day: of the draft, "2026-01-31". facts: all of them, gaps where
    they are not known, for the names in a template. gap: what a marked gap begins with.
    """

    language: str
    title: str
    file_name: str
    day: str
    foot: str
    facts: Mapping[Fact, str]
    blocks: tuple[OfficeBlock, ...]
    gap: str
    logo: str
    font: str


@dataclass(frozen=True, slots=True)
class OfficeForm:
    """The parts of a paper that apply, and its facts, gaps among them. known: those without."""

    paper: OfficePaper
    origin: Origin
    parts: Sequence[OfficePart]
    facts: Mapping[Fact, str]
    known: Mapping[Fact, str]


def form_of(
    paper: OfficePaperId, origin: Origin, known: Mapping[Fact, str], edition: Edition
) -> OfficeForm:
    """A paper for what is known. Raises KeyError for one that the content does not have."""
    office, language = edition.content.office, edition.language
    entry = office.papers[paper]
    facts = {
        fact: known.get(fact) or office.gap.in_(language).format(what=gap.in_(language))
        for fact, gap in office.gaps.items()
    }
    parts = [
        part
        for part in entry.parts
        if part.origin in {None, origin}
        and part.needs in {None, *known}
        and part.lacks not in known
    ]
    return OfficeForm(entry, origin, parts, facts, known)


def composed(
    form: OfficeForm, rows: Mapping[RowsOf, Sequence[Row]], day: str, edition: Edition
) -> OfficeSheet:
    """The paper. rows: of each list that its parts repeat. day: of the draft, "2026-01-31"."""
    office, language = edition.content.office, edition.language
    blocks = (_block(part, form.facts, each, edition) for part, each in _in_order(form.parts, rows))
    region = form.known.get("region", "")
    return OfficeSheet(
        language=language,
        title=form.paper.title.in_(language),
        file_name=paper_file_name(form.paper.file.in_(language), region, day),
        day=day,
        foot=office.foot[form.origin].in_(language).format(day=edition.date(day)),
        facts=form.facts,
        blocks=tuple(block for block in blocks if block.lines or block.rows),
        gap=office.gap.in_(language).partition("{")[0],
        logo=office.logo.in_(language),
        font=office.font,
    )


def numbered(rows: Iterable[dict[str, str]]) -> Sequence[Row]:
    """Rows with their numbers, counted from 1; each text on one line."""
    return [
        {"number": str(number), **{name: one_line(text)[:_LONGEST] for name, text in row.items()}}
        for number, row in enumerate(rows, start=1)
    ]


def paper_file_name(what: str, region: str, day: str) -> str:
    """What a file is called, without its ending: "nota-dinas-kota-bogor-2026-01-31"."""
    words = re.findall(r"[a-z0-9]+", region.lower())
    named = "-".join((what, *words))[: _LONGEST_NAME - len(day) - 1].strip("-")
    return f"{named}-{day}"


def _in_order(
    parts: Sequence[OfficePart], rows: Mapping[RowsOf, Sequence[Row]]
) -> Iterator[tuple[OfficePart, Sequence[Row]]]:
    """Each part with the rows that it is written for; joined parts take turns, row by row."""
    groups: list[list[OfficePart]] = []
    for part in parts:
        if part.joined and groups:
            groups[-1].append(part)
        else:
            groups.append([part])
    for group in groups:
        each: Sequence[Row] = rows[group[0].each] if group[0].each else ({},)
        if len(group) == 1:
            yield group[0], each
        else:
            yield from ((part, (row,)) for row in each for part in group)


def _block(
    part: OfficePart, facts: Mapping[Fact, str], each: Sequence[Row], edition: Edition
) -> OfficeBlock:
    language = edition.language
    filled = [{**cast("dict[str, str]", facts), **row} for row in each]
    text = part.text.in_(language).strip() if part.text else ""
    return OfficeBlock(
        style=part.style,
        lines=tuple(text.format_map(names) for names in filled) if text else (),
        columns=tuple(column.in_(language) for column in part.columns),
        rows=tuple(
            tuple(cell.in_(language).format_map(names) for cell in row)
            for names in filled
            for row in part.rows
        ),
        new_page=part.new_page,
        widths=part.widths,
        tall=part.tall,
    )
