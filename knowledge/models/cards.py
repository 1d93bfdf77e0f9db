"""Answer cards: what one topic says to one kind of question, such as what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from knowledge.models.content import ContentModel, SourceId, TopicId
from knowledge.models.language import Listed
from knowledge.models.texts import Brief, CardText, Filled, ThirdLabel, Within

# What may be asked of a topic: what it is, why, how it is done, who does it, what it costs and who
# pays, how long it takes, which rule holds, who has done it, how it is measured, what goes wrong,
# what a village or a district does.
Facet = Literal[
    "what",
    "why",
    "how",
    "who",
    "cost",
    "time",
    "law",
    "example",
    "indicator",
    "risk",
    "village",
]
# What a message may ask of a topic; "general" is the topic itself.
AskedFacet = Facet | Literal["general"]
FACETS: tuple[Facet, ...] = get_args(Facet)
# "2025-12"
Month = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class Review(ContentModel):
    """That somebody of the field has read a card. role: what they do, never who they are."""

    month: Month
    role: Brief


class Card(ContentModel):
    """The answer to one kind of question about a topic; plain text, the point first.

    as_of: the month of the newest source behind it. proposal: it is our advice.
    original: the text of the rule itself was not read, so a reader should.
    reviewed: None until somebody of the field has read it.
    ask: phrasings that only this card answers.
    """

    text: CardText
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]
    as_of: Month
    proposal: bool = False
    original: bool = False
    reviewed: Review | None = None
    ask: Listed[Filled] = Listed[Filled]({})


class Cards(ContentModel):
    """The cards of one topic, by facet.

    without: facets that its kind of topic wants and that have no card, each with the reason; for
    curators only.
    """

    what: Card | None = None
    why: Card | None = None
    how: Card | None = None
    who: Card | None = None
    cost: Card | None = None
    time: Card | None = None
    law: Card | None = None
    example: Card | None = None
    indicator: Card | None = None
    risk: Card | None = None
    village: Card | None = None
    without: dict[Facet, Filled] = Field(default_factory=dict)

    def card(self, facet: str) -> Card | None:
        """The card for a facet, if there is one."""
        return getattr(self, facet) if facet in FACETS else None

    def each(self) -> Iterator[tuple[Facet, Card]]:
        """Every facet that has a card, in the order of FACETS."""
        for facet in FACETS:
            card = self.card(facet)
            if card is not None:
                yield facet, card


class FacetEntry(ContentModel):
    """How people ask for a facet, and how it is called.

    label: on a button of a third of a phone's width. name: within a sentence.
    cues: words that ask for it, in their order; `<group>` is any entry of a group.
    alone: words that ask for it in a message of hardly any others.
    anywhere: whether its cues count in what a long message tells before it asks, too.
    next: what is asked after it, likeliest first. subjects: topics whose own answer is about it.
    own: topics whose own answer is what is wanted, though they have a card for it.
    """

    label: ThirdLabel
    name: Within
    cues: Annotated[tuple[Filled, ...], Field(min_length=1)]
    alone: tuple[Filled, ...] = ()
    anywhere: bool = False
    next: tuple[Facet, ...] = ()
    subjects: tuple[TopicId, ...] = ()
    own: tuple[TopicId, ...] = ()


class Facets(ContentModel):
    """How facets are understood, whatever the topic; the first of them with a cue is asked for.

    groups: words that stand for each other. telling: groups whose words hint at a facet alone.
    names: phrases that hold cues and ask nothing.
    first: what is asked after the topic itself, likeliest first.
    """

    groups: dict[Filled, Annotated[tuple[Filled, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    telling: tuple[Filled, ...] = ()
    names: tuple[Filled, ...] = ()
    first: tuple[Facet, ...] = ()
    facets: dict[Facet, FacetEntry]
