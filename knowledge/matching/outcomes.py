"""What a message was understood as: the three outcomes, and the reasons behind one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.models.cards import AskedFacet
from knowledge.models.content import Part
from knowledge.models.language import Language
from knowledge.models.understanding import DocumentKind, WordedRemark
from knowledge.text import Word

# What a message is that asks nothing; "region" only names one.
Remark = WordedRemark | Literal["region"]


# "general": the topic itself is asked for, not something about it.


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic and the probability, 0 to 1, that it is the right one."""

    topic: str
    probability: float


@dataclass(frozen=True, slots=True)
class AskedTopic:
    """A topic and what is asked about it."""

    topic: str
    facet: AskedFacet = "general"


@dataclass(frozen=True, slots=True)
class Answered:
    """The first topic is right, as far as one can tell.

    language: the language of the message where it is clear.
    also: further questions of the same message, of other topics or other facets.
    part: what of the first topic is asked for; not its summary where that was just shown.
    region: the code of the region that the message names, if it is one.
    dialect: the name of the dialect through which the message was understood, such as "malay".
    document: the paper that the message asks to have written.
    facet: what is asked about the first topic.
    problems: the problems that a story names, where it names several, basic needs first.
    follows: whether it is understood only in the light of the topic before it.
    office: the role or office of a person who only says who speaks, "" if none is named; None of
    any other message.
    """

    ranked: tuple[Ranked, ...]
    language: Language | None = None
    also: tuple[AskedTopic, ...] = ()
    part: Part = "answer"
    region: str | None = None
    dialect: str | None = None
    document: DocumentKind | None = None
    facet: AskedFacet = "general"
    problems: tuple[str, ...] = ()
    follows: bool = False
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """One of the first topics may be right; at least one, and more than three are not offered.

    language, region, dialect, document, facet, problems: as of an answer.
    """

    ranked: tuple[Ranked, ...]
    language: Language | None = None
    region: str | None = None
    dialect: str | None = None
    document: DocumentKind | None = None
    facet: AskedFacet = "general"
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """Outside what the knowledge base answers; the ranking is for the curators.

    language, region, document: as of an answer.
    missed: it says that the answer before it was none to what had been asked.
    remark: what it is, where it asks nothing.
    refusal: of which kind of the content's refusals it is, if it is of one.
    """

    ranked: tuple[Ranked, ...]
    language: Language | None = None
    missed: bool = False
    region: str | None = None
    remark: Remark | None = None
    document: DocumentKind | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """The message is a term of the glossary, or asks what one is.

    terms: its id; several where its spelling stands for several, of which one is meant.
    ranked: the topics that they belong to.
    language: as of an answer.
    """

    terms: tuple[str, ...]
    ranked: tuple[Ranked, ...]
    language: Language | None = None


Match = Answered | Unsure | Unknown
Understood = Match | Term


def facet_of(match: Understood) -> AskedFacet | None:
    """What is asked about the first topic; None where no topic answers."""
    if isinstance(match, Unknown):
        return None
    return "what" if isinstance(match, Term) else match.facet


def spoken_in(match: Understood) -> str | None:
    """The dialect that a message was understood through, if any."""
    return match.dialect if isinstance(match, Answered | Unsure) else None


@dataclass(frozen=True, slots=True)
class Witness:
    """A phrasing, title or keyword and how much it speaks for a topic.

    by_wording, by_meaning: parts of the topic's score; a full score is about 1.
    """

    text: str
    by_wording: float
    by_meaning: float


@dataclass(frozen=True, slots=True)
class TopicCase:
    """What speaks for a topic: its strongest witnesses first.

    features: (name, value, what it adds to the odds' logarithm) of the choice.
    """

    topic: str
    probability: float
    witnesses: tuple[Witness, ...]
    features: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind a decision.

    words: what was read. cases: of the topics considered. none: the probability and the features
    of "none of them". thresholds: what an answer and an offer need.
    """

    match: Match
    words: tuple[Word, ...]
    cases: tuple[TopicCase, ...]
    none: TopicCase
    thresholds: tuple[float, float]
