"""Which topic a message is about: one call, three outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it has none

from knowledge.matching.courtesies import GREETING, OF_THE_BOT, Courtesies
from knowledge.matching.following import Following
from knowledge.matching.gloss import DialectReader, PlainIndonesian
from knowledge.matching.hearing import Mentions, hear
from knowledge.matching.leaning import FollowupReader
from knowledge.matching.lessons import Lessons
from knowledge.matching.meaning import Encoder
from knowledge.matching.model import PieceBags
from knowledge.matching.model_file import get_model, keep_model
from knowledge.matching.naming import Naming
from knowledge.matching.outcomes import (
    Answered,
    AskedTopic,
    Explanation,
    Match,
    Ranked,
    Unknown,
    Unsure,
)
from knowledge.matching.questions import gist, halves
from knowledge.matching.remarks import Remarks
from knowledge.matching.tongue import LanguageDetector
from knowledge.matching.two_answers import HALF_FROM, two_answers
from knowledge.matching.weighed import CLEAR_FROM, Weighed
from knowledge.matching.weighing import Weigher
from knowledge.models.language import DEFAULT, Language
from knowledge.regions.outcomes import Mention
from knowledge.text import LONGEST, Word

# Probability that the first topic needs to be answered, and all topics together to be offered.
# Measured on 5,940 phrasings, each scored as if it had not been learnt: of answers between 0.7 and
# 0.85 one of four is of another topic, between 0.85 and 0.9 one of five, above 0.9 one of fourteen.
# So whoever writes between them chooses: one tap more in place of a wrong answer.
# An offer from 0.2 on disturbs 8 more messages out of scope, from 0.3 on it refuses 3 more good
# questions.
ANSWER_FROM = 0.85
OFFER_FROM = 0.25
# What a topic about the bot itself needs; it is answered or left out, never offered. Measured:
# lower ones are wrong as often as right.
OWN_FROM = 0.4
# Probability that a clause of a story needs to name a problem.
PROBLEM_FROM = 0.6
# Probability by words alone from which on it may. Measured: of 1,208 clauses 396 have it, and of
# the 72 that name a problem one has not.
MAYBE_PROBLEM = 0.02
# Score by words that each half of a message needs to be weighed at all. Measured on 25 labelled
# messages with two questions: 21 right; with 0.08 15.
GLANCE_FROM = 0.04

# So many words beside a greeting are a question; "a lot" in "thanks a lot" is not. Measured: with 2
# one more question of 753 is refused.
LEAST_ASKING_WORDS = 3
# So few words may leave their subject to the introduction: "saya bupati baru, apa tugas saya".
# So may one that by itself is less likely than LOST_BELOW to be about any topic.
FEW_ASKED, LOST_BELOW = 4, 0.4

__all__ = ["Answered", "Match", "Matcher", "Ranked", "Unknown", "Unsure"]


def _nowhere(_: str) -> tuple[Mention, ...]:
    return ()


class Matcher:
    """Finds topics for messages.

    lessons: what it learns from. encoder: the layer of meaning, if any. mentions: finds where a
    message names regions. cache: the folder that
    keeps what was learnt; None learns anew. shipped: a folder with what was learnt before the
    content was packaged.
    """

    def __init__(
        self,
        lessons: Lessons,
        *,
        encoder: Encoder | None = None,
        mentions: Mentions = _nowhere,
        cache: Path | None = None,
        shipped: Path | None = None,
    ) -> None:
        # One thread: a message is too little work for several, and idle threads that spin slow down
        # others.
        threadpool_limits(limits=1, user_api="blas")
        self._lessons, self._mentions = lessons, mentions
        self._place = {topic: i for i, topic in enumerate(self._lessons.topics)}
        self._encoder = encoder
        self._model = get_model(self._lessons, encoder, cache, shipped)
        self._reader = self._model.vocabulary.reader(self._lessons.spellings)
        self._weigher = Weigher(self._lessons, self._model, encoder)
        self._tongue = LanguageDetector(self._lessons)
        self._remarks = Remarks(lessons.remarks)
        self._gloss = DialectReader(lessons.dialects, self._reader.knows)
        languages = {row.language for row in lessons.rows}
        # A dialect is answered in that dialect only if the content has texts in it.
        self._answered_in: dict[str, Language] = {
            name: (dialect.language in languages and dialect.language) or DEFAULT
            for name, dialect in lessons.dialects.items()
        }
        self._courtesies = Courtesies(lessons, self._reader)
        self._naming = Naming(lessons, self._model.words, lessons.followups.small)
        self._leaning = FollowupReader(lessons.followups, self._reader)
        self._following = Following(lessons, self._leaning, self._courtesies, self._naming)
        if encoder:
            encoder.encode(["halo"])  # the weights are read at first use: now, not at a question

    @property
    def semantic(self) -> bool:
        """Whether meaning counts beside wording."""
        return self._encoder is not None

    def write(self, folder: Path) -> Path:
        """Put what was learnt into a folder; returns the file."""
        return keep_model(self._model, folder)

    def match(
        self,
        text: str,
        language: Language | None = None,
        previous: str | None = None,
        spoken_before: str | None = None,
    ) -> Match:
        """Find the topic of a message.

        language: what the person reads, a hint only.
        previous: the topic shown just before, for "and what does it cost?". spoken_before: the
            dialect of the message before.
        """
        remark = self._remarks.kind(text[:LONGEST])
        if remark and not self._objects(text, previous):
            spoken = self._tongue.of(self._reader.read(text), language)
            return Unknown((), spoken, remark=remark)
        heard = hear(gist(text[:LONGEST]), self._mentions)
        region = heard.region
        if heard.only_region:
            return Unknown((), region=region, remark="region")
        read = self._reader.read(heard.asked)
        if heard.only_introduces and GREETING in self._place:
            greeted, spoken = (Ranked(GREETING, 1.0),), self._tongue.of(read, language)
            return Answered(greeted, spoken, region=region, office=heard.office)
        if not any(letter.isalpha() for word in read for letter in word.read):
            return Unknown((), region=region)
        every = read if heard.asked == heard.whole else self._reader.read(heard.whole)
        told, spoken = every, self._tongue.of(every, language)
        halves = self._two_questions(heard.asked)
        # The less likely half is weighed with the whole: if it says too little, the other need not
        # be.
        weaker = sorted(halves, key=self._likely_by_words)[:1]
        asked, *weighed = self._weigher.weigh([read, *weaker])
        two = bool(weighed) and weighed[0].first.probability >= HALF_FROM
        asked = self._without_courtesies(read, asked)
        dialect, said = None, read
        if glossed := self._gloss.read(heard.asked, spoken_before):
            dialect, said = glossed.language, self._reader.read(glossed.text)
            asked, spoken = self._in_plain(read, asked, glossed), self._answered_in[dialect]
            told = (*every, *said)
        # What a message sets aside is ignored if the rest is clear; so is who asks, and where more
        # than a few words are left.
        lost = asked.words <= FEW_ASKED or asked.first.probability < LOST_BELOW
        introduced = bool(heard.introduction) and lost
        if (introduced or heard.aside) and asked.first.probability < CLEAR_FROM:
            asked = self._with_whole(asked, every, [heard.aside, heard.introduction])
        if heard.correcting and previous in self._place:
            asked = self._following.corrected(said, asked, previous)
        elif previous in self._place and not (heard.aside or _stands_alone(asked, region)):
            asked = self._following.weigh(said, asked, previous)
            if asked.part == "nothing":
                return Unknown(asked.ranked, spoken, missed=True, region=region)
        ranked, second = self._two_answers(asked, self._weigher.weigh(halves) if two else ())
        first = ranked[0]
        own = first.topic in OF_THE_BOT and first.probability >= OWN_FROM and len(every) > 1
        sure = first.probability >= ANSWER_FROM
        if own or (sure and (previous in self._place or self._naming.names(told, ranked[0].topic))):
            return Answered(
                ranked, spoken, second, asked.part, region, dialect, follows=asked.follows
            )
        offers = tuple(found for found in ranked if found.topic not in OF_THE_BOT)
        bots = sum(found.probability for found in ranked if found.topic in OF_THE_BOT)
        if offers and asked.known - bots >= OFFER_FROM:
            return Unsure(offers, spoken, region, dialect)
        return Unknown(ranked, spoken, region=region)

    def _objects(self, text: str, previous: str | None) -> bool:
        """Whether words say that the topic just shown missed the question: "ga nyambung"."""
        if previous is None or previous not in self._place:
            return False
        read = self._reader.read(text[:LONGEST])
        asked = self._leaning.leads_to(self._courtesies.without(read) or read, previous)
        return asked is not None and asked[1] == "nothing"

    def asks(self, text: str) -> bool:
        """Whether a text has a word that asks, or one for what may be asked of any topic."""
        return self._leaning.asks(self._reader.read(text))

    def asks_alone(self, text: str) -> bool:
        """Whether a text is a question by itself, in a row of others."""
        return self._leaning.asks_alone(self._reader.read(text))

    def problems(self, clauses: Sequence[str], least: int = 1) -> tuple[str, ...]:
        """The problems that the clauses of a story name, basic needs first; none if too few.

        least: how many are wanted.
        """
        reads = [read for clause in clauses if (read := self._reader.read(clause))]
        likely = [read for read in dict.fromkeys(reads) if self._may_name_problem(read)]
        if len(likely) < least:
            return ()
        named = {
            weighed.first.topic
            for read, weighed in zip(likely, self._weigher.weigh(likely), strict=True)
            if weighed.first.probability >= PROBLEM_FROM
            and self._naming.names(read, weighed.first.topic)
        }
        found = tuple(topic for topic in self._lessons.followups.problems if topic in named)
        return found if len(found) >= least else ()

    def _may_name_problem(self, read: tuple[Word, ...]) -> bool:
        """Whether the words of a clause leave it possible that it names a problem."""
        (seen,) = self._weigher.by_words([read])
        problems = self._lessons.followups.problems
        return any(r.probability >= MAYBE_PROBLEM and r.topic in problems for r in seen.ranked)

    def _in_plain(
        self, read: tuple[Word, ...], asked: Weighed, glossed: PlainIndonesian
    ) -> Weighed:
        """What a message in a language of the regions is about.

        If the content does not know the words as written, their plain form is used; else the
        reading with the higher probability.
        """
        strange = {word.written for word in read if word.how == "unknown"}
        sure = asked.first.probability >= CLEAR_FROM
        if sure and strange.isdisjoint(glossed.read):
            return asked
        (plain,) = self._weigher.weigh([self._reader.read(glossed.text)])
        if not strange.isdisjoint(glossed.read) and plain.first.probability >= HALF_FROM:
            return plain
        return max(asked, plain, key=lambda found: found.first.probability)

    def _with_whole(self, asked: Weighed, every: tuple[Word, ...], apart: Iterable[str]) -> Weighed:
        """What a message asks from which an introduction or something not meant was taken out.

        Its subject may be named only in the part taken out: "saya bupati baru, apa tugas saya",
        "bukan tugas CSCO, tapi orangnya". So the whole message counts as much, without what the
        parts taken out say by themselves.
        """
        every = self._courtesies.without(every) or every
        whole, *unmeant = self._weigher.weigh(
            [every, *(self._reader.read(said) for said in apart if said)]
        )
        unwanted = {found.topic: found.probability for said in unmeant for found in said.ranked}
        odds: dict[str, float] = {}
        for found in whole.ranked:
            odds[found.topic] = found.probability * (1 - unwanted.get(found.topic, 0.0))
        total = sum(odds.values()) + whole.none
        chances = {topic: share / total / 2 for topic, share in odds.items()}
        for found in asked.ranked:
            chances[found.topic] = chances.get(found.topic, 0.0) + found.probability / 2
        order = sorted(chances, key=lambda topic: -chances[topic])[: len(asked.ranked)]
        ranked = tuple(Ranked(topic, chances[topic]) for topic in order)
        return replace(asked, ranked=ranked, none=(asked.none + whole.none / total) / 2)

    def _without_courtesies(self, read: tuple[Word, ...], whole: Weighed) -> Weighed:
        """What a message asks after its greeting; the whole message if hardly anything is left."""
        left = self._courtesies.without(read)
        if not left or len(left) == len(read):
            return whole
        (asked,) = self._weigher.weigh([left])
        sure = asked.first.probability >= CLEAR_FROM
        return asked if sure or len(left) >= LEAST_ASKING_WORDS else whole

    def explain(self, text: str, previous: str | None = None) -> Explanation:
        """What was read, which phrasings speak for which topic, and what was weighed."""
        match = self.match(text, None, previous)
        read = self._reader.read(hear(gist(text[:LONGEST]), self._mentions).asked)
        cases, none = self._weigher.explain(self._courtesies.without(read) or read)
        return Explanation(match, read, cases, none, (ANSWER_FROM, OFFER_FROM))

    def _two_answers(
        self, asked: Weighed, parts: Sequence[Weighed]
    ) -> tuple[tuple[Ranked, ...], tuple[AskedTopic, ...]]:
        """The ranking and a second question, if it is one about another subject."""
        ranked, second = two_answers(asked, parts)
        if second and self._is_of_the_other(ranked[0].topic, second[0].topic):
            return ranked, ()
        return ranked, second

    def _is_of_the_other(self, one: str, two: str) -> bool:
        """Whether of two topics one only says what is asked of the other: "banjir, mulai dari
        mana" asks where to begin with floods, not with the whole programme.
        """
        followups = self._lessons.followups
        for general, subject in ((one, two), (two, one)):
            asks = general in followups.general
            if asks and subject not in followups.general and subject not in followups.broad:
                return True
        return False

    def _likely_by_words(self, read: tuple[Word, ...]) -> float:
        return self._weigher.by_words([read])[0].first.probability

    def _two_questions(self, text: str) -> list[tuple[Word, ...]]:
        """The two questions of a message that its wording suggests; else nothing."""
        pairs = []
        for first, second in halves(text):
            read = [self._reader.read(half) for half in (first, second)]
            asks = self._leaning.asks(read[0]) or text.strip()[len(first) :].lstrip()[:1] == "?"
            # "Kota cerdas, mulai dari mana" names a subject and asks one thing about it.
            if asks or self._leaning.leads_to(read[1], "") is None:
                pairs.append(read)
        if not pairs:
            return []
        scores = self._weigher.glance([PieceBags(read) for pair in pairs for read in pair])
        topics, heights = scores.argmax(axis=1).tolist(), scores.max(axis=1).tolist()
        best, found = 0.0, []
        for i, pair in enumerate(pairs):
            first, second = topics[2 * i : 2 * i + 2]
            less, more = sorted(heights[2 * i : 2 * i + 2])
            if first != second and less >= GLANCE_FROM and less * more > best:
                best, found = less * more, pair
        return found


def _stands_alone(asked: Weighed, region: str | None) -> bool:
    """A clear question that names its place ("Kota Malang mulai dari mana?") follows up nothing."""
    return region is not None and asked.first.probability >= CLEAR_FROM
