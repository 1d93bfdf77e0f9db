"""What the form of office_papers.yaml alone cannot show."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import get_args

from knowledge import markup
from knowledge.loading.documents import ContentPath, Fault, YamlFile
from knowledge.models.language import Localised
from knowledge.models.office_papers import ROW_FACTS, Fact, OfficePapers, OfficePart

_FACTS = frozenset(get_args(Fact))
# Cells of a row of fields (what it is called, and what it says), and of one of signatures.
_FIELD = 2


def check_office_papers(papers: OfficePapers, home: YamlFile) -> Iterator[Fault]:
    """Every fact has its gap, every text names only what is filled in there, every row fits."""
    for fact in sorted(_FACTS - papers.gaps.keys()):
        yield home.fault(("gaps",), f"{fact} is missing", f"write {fact}: and what its gap says")
    yield from _names(home, ("gap",), papers.gap, {"what"})
    for origin, text in papers.foot.items():
        yield from _names(home, ("foot", origin), text, {"day"})
    for kind, head in papers.heads.items():
        yield from _names(home, ("heads", kind), head, {"name"})
    for id_, paper in papers.papers.items():
        for number, part in enumerate(paper.parts):
            place = ("papers", id_, "parts", number)
            yield from _form(home, place, part)
            allowed = _FACTS | (ROW_FACTS[part.each] if part.each else frozenset())
            for below, text in part.texts():
                yield from _names(home, (*place, *below), text, allowed)


def _form(home: YamlFile, place: ContentPath, part: OfficePart) -> Iterator[Fault]:
    in_rows = part.style in {"fields", "signatures", "table"}
    if in_rows == (part.text is not None) or in_rows != bool(part.rows):
        needed = "rows: and no text:" if in_rows else "text: and no rows:"
        yield home.fault(place, f"is a part of style {part.style}", f"write {needed}")
    if part.joined and part.each is None:
        yield home.fault(place, "is joined to no rows", "write each: as the part before it has")
    if part.widths and len(part.widths) != len(part.columns):
        yield home.fault(place, "has not a width for each column", "write as many as columns:")
    wide = len(part.columns) if part.style == "table" else _FIELD
    if any(len(row) != wide for row in part.rows):
        yield home.fault(place, f"has a row of not {wide} cells", "write a cell for each column")


def _names(
    home: YamlFile, place: ContentPath, text: Localised[str], allowed: frozenset[str] | set[str]
) -> Iterator[Fault]:
    for language, said in text.each():
        here = (*place, language)
        if markup.without_markup(said) != said:
            what = "carries markup, which a paper prints as it stands"
            yield home.fault(here, what, "write plain text")
        try:
            named = {name for _, name, _, _ in string.Formatter().parse(said) if name is not None}
        except ValueError:
            yield home.fault(here, "has a brace that is not closed", "write {name}")
            continue
        for name in sorted(named - allowed):
            what = f"names {{{name}}}, which nothing fills in"
            remedy = "write one of " + ", ".join(f"{{{each}}}" for each in sorted(allowed))
            yield home.fault(here, what, remedy)
