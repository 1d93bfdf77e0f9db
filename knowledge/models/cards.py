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
    """That somebody of the field has read a card."""

    month: Month = Field(description="When it was read, such as 2027-01.")
    role: Brief = Field(description="What the reader does, never who it is.")


class Card(ContentModel):
    """The answer to one kind of question about a topic; plain text, the point first."""

    text: CardText = Field(
        description="At most 450 characters a language, plain text, the point first."
    )
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)] = Field(
        description="At least one id of sources.yaml."
    )
    as_of: Month = Field(
        description="The month of the newest source behind it, such as 2025-12; never later."
    )
    proposal: bool = Field(
        default=False,
        description="true where the card is our advice; the bot then says so by itself.",
    )
    original: bool = Field(
        default=False,
        description="true where the text of the rule itself was not read, so that a reader should.",
    )
    reviewed: Review | None = Field(
        default=None, description="Left out until somebody of the field has read the card."
    )
    ask: Listed[Filled] = Field(
        default=Listed[Filled]({}), description="Phrasings that only this card answers."
    )


class Cards(ContentModel):
    """The cards of one topic, by facet."""

    what: Card | None = Field(default=None, description="What it is.")
    why: Card | None = Field(default=None, description="Why it matters.")
    how: Card | None = Field(default=None, description="How it is done.")
    who: Card | None = Field(default=None, description="Who does it, and who decides.")
    cost: Card | None = Field(default=None, description="What it costs and who pays.")
    time: Card | None = Field(default=None, description="How long it takes.")
    law: Card | None = Field(default=None, description="Which rule holds.")
    example: Card | None = Field(default=None, description="Who has done it, with place and year.")
    indicator: Card | None = Field(default=None, description="How it is measured.")
    risk: Card | None = Field(default=None, description="What goes wrong.")
    village: Card | None = Field(default=None, description="What a village or a district does.")
    without: dict[Facet, Filled] = Field(
        default_factory=dict,
        description="Facets that this kind of topic wants and that have no card, each with why.",
    )

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
    """How people ask for a facet, and how it is called."""

    label: ThirdLabel = Field(description="On a button of a third of the width of a phone.")
    name: Within = Field(description="Within a sentence.")
    cues: Annotated[tuple[Filled, ...], Field(min_length=1)] = Field(
        description="Words that ask for it, in their order; <group> is any entry of a group."
    )
    alone: tuple[Filled, ...] = Field(
        default=(), description="Words that ask for it in a message of hardly any others."
    )
    anywhere: bool = Field(
        default=False,
        description="true where its cues count in what a long message tells before it asks, too.",
    )
    next: tuple[Facet, ...] = Field(
        default=(), description="What is asked after it, likeliest first."
    )
    subjects: tuple[TopicId, ...] = Field(
        default=(), description="Topics whose own answer is about it."
    )
    own: tuple[TopicId, ...] = Field(
        default=(),
        description="Topics whose own answer is what is wanted, though they have a card for it.",
    )


class Facets(ContentModel):
    """How facets are understood, whatever the topic; the first of them with a cue is asked for."""

    groups: dict[Filled, Annotated[tuple[Filled, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="Words that stand for each other, by the name of their group.",
    )
    telling: tuple[Filled, ...] = Field(
        default=(), description="Groups whose words hint at a facet alone."
    )
    names: tuple[Filled, ...] = Field(
        default=(), description="Phrases that hold cues and ask nothing."
    )
    first: tuple[Facet, ...] = Field(
        default=(), description="What is asked after the topic itself, likeliest first."
    )
    facets: dict[Facet, FacetEntry] = Field(
        description="How each facet is asked for; the first with a cue is the one."
    )
