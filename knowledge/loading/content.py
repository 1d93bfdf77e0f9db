"""The content files of a folder, read and checked, as one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.indicators.figures import OfficialFigures
from knowledge.indicators.kinds import RegionKind
from knowledge.loading.logo import Logo
from knowledge.models.asked_figures import AskedFigures
from knowledge.models.cards import AskedFacet, Cards, Facet, Facets
from knowledge.models.content import Family, Source, Topic, TopicKind
from knowledge.models.diagnostic import Actions, Diagnostic
from knowledge.models.language import DEFAULT, Language, LanguageEntry
from knowledge.models.office_papers import OfficePapers
from knowledge.models.plan import PlanContent
from knowledge.models.practices import Practice
from knowledge.models.regions import Regions
from knowledge.models.result_talk import ResultTalkWords
from knowledge.models.understanding import (
    Dialect,
    Followups,
    Glossary,
    Refusal,
    RemarkWords,
    Requests,
    WordedRemark,
)
from knowledge.models.wording import PaperTexts, Wording, WorkshopWording


@dataclass(frozen=True, slots=True)
class Content:
    """The content files, read and checked: ids to what a curator wrote under them.

    languages: by code; those in which all is complete first, in the order of LANGUAGES.
    templates: an office's own Word documents, by the paper that is written into each.
    logo: the region's, for the screen of a workshop; None if there is none.
    """

    languages: dict[Language, LanguageEntry]
    topics: dict[str, Topic]
    cards: dict[str, Cards]
    families: dict[str, Family]
    sources: dict[str, Source]
    wording: Wording
    papers: PaperTexts
    regions: Regions
    workshop: WorkshopWording
    practices: dict[str, Practice]
    diagnostic: Diagnostic
    actions: Actions
    colloquial: dict[str, tuple[str, ...]]
    out_of_scope: dict[str, tuple[str, ...]]
    followups: Followups
    dialects: dict[str, Dialect]
    remarks: dict[WordedRemark, RemarkWords]
    glossary: Glossary
    requests: Requests
    refusals: dict[str, Refusal]
    asked_figures: AskedFigures
    result_talk: ResultTalkWords
    facet_phrasings: dict[AskedFacet, tuple[str, ...]]
    figures: OfficialFigures
    kinds: dict[str, RegionKind]
    facets: Facets
    office: OfficePapers
    plan: PlanContent
    templates: Mapping[str, bytes]
    logo: Logo | None

    def spellings(self) -> dict[str, str]:
        """Chat spelling to plain form."""
        return {
            spelling: reading.replace("-", " ")
            for reading, forms in self.colloquial.items()
            for spelling in forms
        }

    def keywords(self) -> Iterator[str]:
        """What topics are called."""
        for topic in self.topics.values():
            for said in topic.keywords.root.values():
                yield from said

    def card_phrasings(self) -> Iterator[tuple[str, str, Facet]]:
        """The phrasings that only cards have: text, topic, facet."""
        for topic, cards in self.cards.items():
            for facet, card in cards.each():
                for texts in card.ask.root.values():
                    yield from ((text, topic, facet) for text in texts)

    def kind_of(self, topic_id: str) -> TopicKind:
        """Of what kind a topic is; see Family."""
        for family in self.families.values():
            if topic_id in family.topics:
                return family.kinds.get(topic_id, family.kind)
        return "concept"

    def language_of(self, app: str | None) -> Language:
        """The language for who has chosen none. app: that of their Telegram ("en-GB"), if told.

        Codes may belong to a language that falls back to another one.
        """
        code = (app or DEFAULT).lower()[:2]
        found, others = DEFAULT, DEFAULT
        for language, entry in self.languages.items():
            found = language if code in entry.codes else found
            others = language if "*" in entry.codes else others
        named = any(code in entry.codes for entry in self.languages.values())
        return found if named else others
