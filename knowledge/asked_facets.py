"""What a message asks of the topic that it is about, and of which topic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.loading.content import Content
from knowledge.matching.contrast import contrast
from knowledge.matching.facet_phrasings import FacetPhrasings
from knowledge.matching.facets import FacetReader, FacetReading
from knowledge.matching.following import SURE
from knowledge.matching.masking import without_who_asks
from knowledge.matching.matcher import Answered, Matcher, Unknown, Unsure
from knowledge.matching.outcomes import Match, Ranked
from knowledge.models.language import Language


@dataclass(frozen=True)
class AskedFacets:
    """Joins what is asked with the topic that it is asked of."""

    content: Content
    matcher: Matcher
    facets: FacetReader
    phrasings: FacetPhrasings

    def of_the_same_topic(self, text: str, previous: str, match: Match) -> Match | None:
        """The topic before a message that names only what is asked of it: "biayanya?"."""
        asked = self.facets.read(without_who_asks(text), previous)
        if not asked.cue or asked.rest or previous not in self.content.cards:
            return None
        if isinstance(match, Unknown) and is_told(match):
            return None
        if asked.hinted and isinstance(match, Unknown):
            return None  # "umur kucing saya berapa" has words of its own that no topic knows
        if self.facets.is_about(asked.facet, previous):
            return None  # that is what the topic just told
        if not self._is_of_its_facet(asked, match, previous) and self._is_of_another(
            match, previous
        ):
            return None
        others = tuple(found for found in match.ranked if found.topic != previous)
        ranked = (Ranked(previous, 1.0), *others)
        return Answered(ranked, match.language, facet=asked.facet, follows=True)

    def _is_of_its_facet(self, asked: FacetReading, match: Match, previous: str) -> bool:
        """Whether the topic of a message is but what is asked of the one before: "di desa gimana"
        after water asks for its villages, though villages are a topic too.
        """
        if not isinstance(match, Answered) or previous in self.content.followups.broad:
            return False
        cards = self.content.cards.get(previous)
        has_card = cards is not None and cards.card(asked.facet) is not None
        return has_card and self.facets.is_about(asked.facet, match.ranked[0].topic)

    def _is_of_another(self, match: Match, previous: str) -> bool:
        """Whether a message clearly is about another topic, so that it changes the subject.

        What may be asked of any topic, such as its cost, is asked of the one before, unless that
        one is such a topic itself: after "how long" the cost is that of the whole.
        """
        if not isinstance(match, Answered) or match.ranked[0].topic == previous:
            return False
        general = self.content.followups.general
        first = match.ranked[0]
        return first.topic not in general or (previous in general and first.probability >= SURE)

    def of(self, text: str, match: Match, language: Language | None) -> Match:
        """The match with the facet that is asked of its topic, or of a topic with a card for it."""
        if isinstance(match, Unknown):
            return match
        topic = match.ranked[0].topic
        # What is asked about the bot is answered by the topics about it.
        if self.content.kind_of(topic) == "bot":
            return match
        apart = contrast(text)
        asked = self.facets.read(apart.meant if apart else without_who_asks(text), topic)
        unclear = isinstance(match, Unsure) or self.facets.is_about(asked.facet, topic)
        # Words such as "how" and "why" say little of what else a message is about.
        if unclear and asked.rest and asked.facet not in {"what", "why", "how"}:
            match = self._with_card(asked, match, language)
        facet = asked.facet if asked.certain else self.phrasings.read(text, asked.facet)
        return replace(match, facet=facet)

    def _with_card(
        self, asked: FacetReading, match: Answered | Unsure, language: Language | None
    ) -> Answered | Unsure:
        """The match, or the topic that has a card for what is asked of it.

        "biaya jamban" is about toilets, though "how much" is a topic of its own; and of several
        topics that may be meant the one is that is clear without the words that ask.
        """
        other = self.matcher.match(asked.rest, language)
        if not isinstance(other, Answered) or (isinstance(match, Answered) and match.also):
            return match
        topic = other.ranked[0].topic
        if isinstance(match, Answered) and match.ranked[0].topic in {
            found.topic for found in other.ranked[:3]
        }:
            return match  # its topic is about the same: "why a CSCO" beside "what a CSCO is"
        cards = self.content.cards.get(topic)
        if cards is None or cards.card(asked.facet) is None:
            return match
        offered = topic in {found.topic for found in match.ranked[:3]}
        if self.facets.is_about(asked.facet, topic) or (isinstance(match, Unsure) and not offered):
            return match
        return replace(other, language=match.language, region=match.region)


def is_told(match: Unknown) -> bool:
    """Whether a message is recognised although no topic answers it: a remark, a refusal, a
    complaint.
    """
    return match.remark is not None or match.missed
