"""The knowledge base as conversations see it: texts in the reader's language, and one matcher."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from knowledge.asked_facets import AskedFacets, is_told
from knowledge.edition import Edition
from knowledge.indicators.asked import FigureQuestions
from knowledge.loading.content import Content
from knowledge.loading.kept import load_kept
from knowledge.loading.loader import packaged_content
from knowledge.matching.answers import AnswerReader
from knowledge.matching.buttons import ButtonReader
from knowledge.matching.facet_phrasings import FacetPhrasings
from knowledge.matching.facets import FacetReader
from knowledge.matching.lessons import Lessons, make_lessons
from knowledge.matching.matcher import OFFER_FROM, Answered, Matcher, Unknown, Unsure
from knowledge.matching.meaning import Encoder, open_encoder
from knowledge.matching.mentions_of_terms import TermSpotter
from knowledge.matching.model_file import (
    default_cache,
    may_be_kept,
    model_folder_beside,
    stale_model,
)
from knowledge.matching.outcomes import Match, Ranked, Understood
from knowledge.matching.question_lists import QuestionLists
from knowledge.matching.references import ReferenceReader
from knowledge.matching.refusals import RefusalReader
from knowledge.matching.remarks import Remarks
from knowledge.matching.requests import Requested
from knowledge.matching.result_talk import (
    OF_A_PRIORITY,
    TOLD_TOGETHER,
    ResultTalk,
    ResultTalkReader,
)
from knowledge.matching.several import asked_pieces, clauses
from knowledge.matching.terms import Terms
from knowledge.models.language import DEFAULT, Language
from knowledge.regions.finder import Gazetteer
from knowledge.regions.outcomes import RegionFinding

# Below this score words about a result that name none of it may be a question about a topic.
_SURE_OF_TALK = 0.5


@dataclass(frozen=True)
class Knowledge:
    """Content, its two editions, and the matcher over it.

    semantic: whether meaning counts beside wording, if the encoder is installed.
    folder: where the content was read; None for the packaged one.
    """

    content: Content
    semantic: bool = True
    folder: Path | None = None

    @cached_property
    def matcher(self) -> Matcher:
        """Made at first use: listing content needs none."""
        return Matcher(
            self.lessons,
            encoder=self._encoder,
            mentions=lambda text: self.gazetteer.mentions(text),
            cache=default_cache(),
            shipped=self._shipped,
        )

    @cached_property
    def _encoder(self) -> Encoder | None:
        return open_encoder(self.semantic, default_cache())

    @cached_property
    def result_talk(self) -> ResultTalkReader:
        """Reads what is said about the result of a diagnostic."""
        return ResultTalkReader(
            self.content.result_talk,
            self._spellings,
            lambda text: self.gazetteer.mentions(text),
            self._encoder,
            default_cache(),
            self._shipped,
        )

    @cached_property
    def asked_facets(self) -> AskedFacets:
        """Tells what is asked of a topic, and of which."""
        return AskedFacets(self.content, self.matcher, self.facets, self.facet_phrasings)

    @cached_property
    def facet_phrasings(self) -> FacetPhrasings:
        """Tells what is asked of a topic where no cue does."""
        cues = (cue for entry in self.content.facets.facets.values() for cue in entry.cues)
        alone = (word for entry in self.content.facets.facets.values() for word in entry.alone)
        groups = (word for entries in self.content.facets.groups.values() for word in entries)
        return FacetPhrasings(
            self.content.facet_phrasings,
            self._spellings,
            self.content.keywords(),
            (*cues, *alone, *groups),
            self.content.result_talk.neutral["priority"],
            self._encoder,
            default_cache(),
            self._shipped,
        )

    @cached_property
    def remarks(self) -> Remarks:
        """Tells messages that ask nothing."""
        return Remarks(self.content.remarks)

    def find_result_talk(self, text: str) -> ResultTalk:
        """What a message typed about a result asks; "none" for a question about a topic."""
        term = self.terms.find(text)
        if term is not None:
            terms = self.content.glossary.terms
            if all(terms[id_].subject for id_ in term.terms):
                return ResultTalk("none")
            return replace(self.result_talk.read(text), intent="explain_term", score=1.0)
        if several := self._asked_of_result(text):
            return several
        talk = self.result_talk.read(text)
        if talk.intent in OF_A_PRIORITY and talk.about is None and talk.score < _SURE_OF_TALK:
            match = self.matcher.match(text)
            if isinstance(match, Answered):
                return ResultTalk("none")
        return talk

    def _asked_of_result(self, text: str) -> ResultTalk | None:
        """What several questions about a result ask, all of them clear; None if it is one."""
        talks = [self.result_talk.read(piece) for piece in asked_pieces(text)]
        intents = tuple(dict.fromkeys(talk.intent for talk in talks))
        if len(intents) < 2 or any(
            talk.intent not in TOLD_TOGETHER or talk.score < _SURE_OF_TALK for talk in talks
        ):
            return None
        about = next((talk.about for talk in talks if talk.about is not None), None)
        return replace(talks[0], about=about, then=intents[1:])

    @cached_property
    def lessons(self) -> Lessons:
        """What the matcher learns from."""
        content = self.content
        strange = [text for texts in content.out_of_scope.values() for text in texts]
        return make_lessons(
            content.topics,
            self._spellings,
            strange,
            content.followups,
            content.dialects,
            content.remarks,
            content.cards,
        )

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Chat spelling to plain form."""
        return self.content.spellings()

    @cached_property
    def buttons(self) -> ButtonReader:
        """Reads words that are typed in place of a button."""
        return ButtonReader(self.content.wording.typed, self._spellings)

    @cached_property
    def answers(self) -> AnswerReader:
        """Reads answers of the diagnostic that are typed in free words."""
        return AnswerReader(self.content.diagnostic, self.content.wording.typed, self._spellings)

    @cached_property
    def terms(self) -> Terms:
        """Knows the terms of the glossary, however they are asked for."""
        return Terms(self.content.glossary, self._spellings, self.content.keywords())

    @cached_property
    def facets(self) -> FacetReader:
        """Tells what is asked about a topic."""
        return FacetReader(
            self.content.facets,
            self._spellings,
            self.content.followups.small,
            self.content.card_phrasings(),
        )

    @cached_property
    def requests(self) -> Requested:
        """Knows which paper a message asks to have written."""
        return Requested(self.content.requests, self._spellings)

    @cached_property
    def figure_questions(self) -> FigureQuestions:
        """Knows which messages ask for official figures of a region."""
        return FigureQuestions(self.content.asked_figures)

    @cached_property
    def refusals(self) -> RefusalReader:
        """Tells of which kind a message is that no topic answers."""
        return RefusalReader(self.content.refusals, self._spellings)

    @cached_property
    def lists(self) -> QuestionLists:
        """Answers messages that ask several questions."""
        followups = self.content.followups
        return QuestionLists(self.matcher, self._find_one, followups.broad, followups.general)

    @cached_property
    def references(self) -> ReferenceReader:
        """Reads messages that point at what was shown before."""
        return ReferenceReader(self.content.followups, self._spellings)

    @property
    def learnt(self) -> bool:
        """Whether what is learnt of the phrasings is kept, so that `prepare` need not learn it."""
        return (
            may_be_kept(self.lessons, self._encoder, self._shipped, default_cache())
            and self.result_talk.intents.is_kept
            and self.facet_phrasings.intents.is_kept
        )

    @property
    def _shipped(self) -> Path:
        return model_folder_beside(self.folder or packaged_content())

    def ship_model(self) -> Path:
        """Keep what was learnt beside the content, for a package; returns the file."""
        self.result_talk.intents.write(self._shipped)
        self.facet_phrasings.intents.write(self._shipped)
        return self.matcher.write(self._shipped)

    def stale_model(self) -> Path | None:
        """A model beside the content that is of another content, if the right one is missing."""
        if not self._shipped.is_dir():
            return None
        return stale_model(self.lessons, open_encoder(self.semantic), self._shipped)

    @cached_property
    def _editions(self) -> dict[str, Edition]:
        return {
            language: Edition(language, self.content, lambda: self.gazetteer, lambda: self._spotter)
            for language in self.content.languages
        }

    @cached_property
    def _spotter(self) -> TermSpotter:
        return TermSpotter(self.content.glossary)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Made at first use: most conversations name no region."""
        return Gazetteer(self.content.regions)

    def prepare(self) -> None:
        """Make all that reads messages now, so that the first question does not wait for it."""
        _ = self.references, self.refusals
        some = self.content.facet_phrasings["cost"][0]
        self.find(some)
        self.find_result_talk(some)
        self.facet_phrasings.read(some)
        self.figure_questions.find(some, ())

    def edition(self, language: Language) -> Edition:
        """The content as readers of one language see it; of one that is gone, the first."""
        return self._editions.get(language) or self._editions[DEFAULT]

    def find_region(self, text: str, *, alone: bool = False) -> RegionFinding:
        """The region that a text names; see Gazetteer.find."""
        return self.gazetteer.find(text, alone=alone)

    def find(
        self,
        text: str,
        language: Language | None = None,
        previous: str | None = None,
        dialect: str | None = None,
    ) -> Understood:
        """What a message is: a term, a refusal, or what Matcher.match says with paper and facet."""
        if previous and (listed := self.references.listed(text, previous)):
            topic, rest = listed
            return self.find(rest, language, topic) if rest else _pointed_at(topic, previous)
        term = self.terms.find(text)
        if term is not None:
            return term
        if found := self.lists.answer(text, language, previous):
            return found
        match = self._with_problems(text, self._find_one(text, language, previous, dialect))
        if document := self.requests.find(text):
            return replace(match, document=document)
        return self._refused(text, match)

    def _find_one(
        self,
        text: str,
        language: Language | None,
        previous: str | None,
        dialect: str | None = None,
    ) -> Match:
        """The topic of one question and the facet of it that is asked."""
        match = self.matcher.match(text, language, previous, dialect)
        if isinstance(match, Answered) and match.office is not None:
            return match
        if previous and (kept := self.asked_facets.of_the_same_topic(text, previous, match)):
            return kept
        return self.asked_facets.of(text, match, language)

    def _with_problems(self, text: str, match: Match) -> Match:
        """The match of a story with the problems that it names, where it names several."""
        if isinstance(match, Unknown) and is_told(match):
            return match
        told = clauses(text)
        least = 3 if isinstance(match, Answered) else 2
        problems = self.matcher.problems(told, least) if told else ()
        if not problems:
            return match
        if isinstance(match, Unknown):
            ranked = tuple(Ranked(topic, OFFER_FROM) for topic in problems)
            return Unsure(ranked, match.language, match.region, problems=problems)
        return replace(match, problems=problems)

    def _refused(self, text: str, match: Match) -> Match:
        """The match, or of which kind of refusals a message is that no topic answers."""
        if isinstance(match, Answered) or (isinstance(match, Unknown) and is_told(match)):
            return match
        kind = self.refusals.kind(text, lambda said: bool(self.gazetteer.mentions(said)))
        if kind is None:
            return match
        return Unknown(match.ranked, match.language, region=match.region, refusal=kind)


def open_knowledge(
    folder: Path | None = None, semantic: bool = True, local: Path | None = None
) -> Knowledge:
    """Load a content folder, checked, with a local one laid over it; raises KnowledgeError."""
    return Knowledge(load_kept(folder, local, default_cache()), semantic, folder)


def _pointed_at(topic: str, previous: str) -> Match:
    """The match of a message that only points at a topic in a list.

    What has no topic of its own is told in the depth of the one that lists it.
    """
    return Answered((Ranked(topic, 1.0),), part="more" if topic == previous else "answer")
