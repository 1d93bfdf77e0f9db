"""Papers for the office as content: what stands on each, part by part.

A part's texts name facts in braces ("{subject}"); a part that is repeated for each row of a list
names the row's too. What is not known of a fact is a gap for the office to fill in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field

from knowledge.models.content import ContentModel
from knowledge.models.language import Localised
from knowledge.models.regions import RegionType
from knowledge.models.texts import Filled, Label, Text
from knowledge.models.understanding import DocumentKind

# What a paper may be called in buttons, in the outbox and among the files; each stands for good.
OfficePaperId = Literal[
    "memo", "tor", "decree", "brief", "staff", "speech", "report", "rule", "minutes"
]
# What a paper may be made from.
Origin = Literal["result", "topic", "workshop"]

# The facts that a text may name; each of them has a gap.
Fact = Literal[
    "region",
    "head",
    "day",
    "checked",
    "year",
    "subject",
    "because",
    "delay",
    "aim",
    "first",
    "quarter",
    "whole",
    "who",
    "money",
    "indicator",
    "caution",
    "risk",
    "law",
    "cost",
    "time",
    "how",
    "example",
    "official",
    "number",
    "held",
    "opened",
    "closed",
    "place",
    "chair",
    "noter",
    "led",
    "price",
    "case",
]
RowsOf = Literal[
    "priorities",
    "answers",
    "figures",
    "steps",
    "sources",
    "agenda",
    "discussion",
    "conclusions",
    "orders",
    "followups",
    "dissents",
    "attendees",
]
# What the rows of each list name beside the facts.
ROW_FACTS: Final[Mapping[RowsOf, frozenset[str]]] = MappingProxyType(
    {
        "priorities": frozenset(
            {"number", "title", "reason", "step", "quarter", "whole", "lead", "money", "indicator"}
        ),
        "answers": frozenset({"number", "question", "answer"}),
        "figures": frozenset({"number", "figure"}),
        "steps": frozenset({"number", "term", "act", "lead"}),
        "sources": frozenset({"number", "source"}),
        "agenda": frozenset({"number", "item"}),
        "discussion": frozenset({"number", "question", "said"}),
        "conclusions": frozenset({"number", "conclusion"}),
        "orders": frozenset({"number", "rules", "room", "title", "points"}),
        "followups": frozenset({"number", "title", "step", "lead", "person", "due"}),
        "dissents": frozenset({"number", "dissent"}),
        "attendees": frozenset({"number", "name", "agency"}),
    }
)

PartStyle = Literal[
    "letterhead",
    "title",
    "heading",
    "paragraph",
    "item",
    "small",
    "fields",
    "table",
    "signature",
    "signatures",
]


class OfficePart(ContentModel):
    """One part of a paper.

    text: of all styles but fields, tables and signatures. rows: of fields two cells each, as of
        signatures, which stand side by side; of tables as many as `columns`; with `each`, a single
        row that is repeated. columns: a table's headings.
    each: the list for whose rows text or rows are repeated; an empty list leaves the part out.
    origin: only on papers made from this. needs, lacks: only where this fact is known, or is
    not.
    new_page: it begins one. widths: of a table's columns, beside each other; none where they follow
        what stands in them. tall: its rows have room for a signature. joined: repeated
        together with the part before it, row by row.
    """

    style: PartStyle
    text: Text | None = None
    columns: tuple[Text, ...] = ()
    rows: tuple[tuple[Text, ...], ...] = ()
    each: RowsOf | None = None
    origin: Origin | None = None
    needs: Fact | None = None
    lacks: Fact | None = None
    new_page: bool = False
    widths: tuple[Annotated[int, Field(ge=1, le=100)], ...] = ()
    tall: bool = False
    joined: bool = False

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Localised[str]]]:
        """All texts with their places in the part."""
        if self.text:
            yield ("text",), self.text
        for number, column in enumerate(self.columns):
            yield ("columns", number), column
        for number, row in enumerate(self.rows):
            for place, cell in enumerate(row):
                yield ("rows", number, place), cell


class OfficePaper(ContentModel):
    """A paper for the office.

    title: of the paper and its button. file: what its file's name begins with. asked: as what
    people ask for it. origins: what it may be made from.
    """

    title: Label
    file: Localised[Annotated[str, Field(pattern=r"^[a-z0-9-]{2,24}$")]]
    asked: DocumentKind
    origins: Annotated[tuple[Origin, ...], Field(min_length=1)]
    parts: Annotated[tuple[OfficePart, ...], Field(min_length=1)]


class Retold(ContentModel):
    """What the bot says to its reader, and how a paper says it."""

    spoken: Text
    written: Text


class OfficePapers(ContentModel):
    """All papers for the office, and what they have in common.

    gap: how a gap is marked, around {what}. gaps: what each fact's gap says. heads: how the head of
    a region is called, by {name}. weekdays: their names, Monday first. retold: in this order.
    terms: of the steps of a priority. proposal: what follows advice of ours. foot: the last line of
    each page. logo: the alternative text of a template's picture. font: the letters of papers
    without a template.
    """

    gap: Text
    gaps: dict[Fact, Text]
    heads: dict[RegionType, Text]
    weekdays: Annotated[tuple[Text, ...], Field(min_length=7, max_length=7)]
    retold: tuple[Retold, ...] = ()
    terms: Annotated[tuple[Text, ...], Field(min_length=4, max_length=4)]
    proposal: Text
    foot: dict[Origin, Text]
    logo: Text
    font: Filled
    papers: dict[OfficePaperId, OfficePaper]
