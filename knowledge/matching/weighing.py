"""How likely each topic is for a reading: by words, and by meaning where they leave it open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from knowledge.matching.choice import FEATURES, TopicEvidence, alternatives
from knowledge.matching.learning import probabilities
from knowledge.matching.lessons import Lessons
from knowledge.matching.meaning import Encoder
from knowledge.matching.model import LETTERS, MEANING, WORDS, Model, PieceBags, meaning_likeness
from knowledge.matching.outcomes import Ranked, TopicCase, Witness
from knowledge.matching.similarity import Doubles, Floats
from knowledge.matching.weighed import Weighed
from knowledge.text import Word

# The meaning of a reading is not computed if words alone give its first topic SURE_BY_WORDS, "none"
# has a score of MOST_OF_NONE at most, and of its stems no more than MOST_STRANGE are in no phrasing
# of a topic. Measured on 1,820 labelled messages, the calibration of both layers taken for the
# scores by words: of those in scope this holds for 36 in 100; for none of them does meaning change
# the first topic, and no further one out of scope is answered. With 0.88 it holds for 42 in 100,
# and three more out of scope are answered. Calibrations fitted on scores by words, or on whether
# meaning changes anything, tell no better.
SURE_BY_WORDS, MOST_OF_NONE, MOST_STRANGE = 0.92, 0.1, 1 / 6
# So many readings are remembered. Chosen: more than one message has parts.
REMEMBERED = 256
# How many phrasings an explanation names for each topic. Chosen.
WITNESSES = 4


class Weigher:
    """Weighs topics for readings of messages.

    encoder: None for words alone.
    """

    def __init__(self, lessons: Lessons, model: Model, encoder: Encoder | None) -> None:
        self._lessons, self._model, self._encoder = lessons, model, encoder
        self._known = model.known_stems()
        self._seen_lately: dict[tuple[Word, ...], tuple[_Spoken, Weighed]] = {}
        self._lately: dict[tuple[Word, ...], Weighed] = {}

    def weigh(self, reads: Sequence[tuple[Word, ...]]) -> list[Weighed]:
        """The probabilities of topics for some readings, encoded in one batch.

        The parts of a message come several times: by themselves, in a list, as what a facet is
        asked of. So what was weighed lately is not weighed again.
        """
        return _remembered(self._lately, reads, self._weighed_now)

    def by_words(self, reads: Sequence[tuple[Word, ...]]) -> list[Weighed]:
        """The same by words alone, which is fast."""
        return [weighed for _, weighed in self._seen(reads)]

    def _weighed_now(self, reads: Sequence[tuple[Word, ...]]) -> list[Weighed]:
        seen = self._seen(reads)
        still_open = [said for said, weighed in seen if not _is_sure(said, weighed)]
        if self._encoder is None or not still_open:
            return [weighed for _, weighed in seen]
        likeness = self._meaning([said.text for said in still_open])
        scores = np.stack([said.scores for said in still_open]) + likeness @ self._model.weights
        understood = iter(self._ranked(scores, still_open))
        return [found if _is_sure(said, found) else next(understood) for said, found in seen]

    def _seen(self, reads: Sequence[tuple[Word, ...]]) -> list[tuple[_Spoken, Weighed]]:
        return _remembered(self._seen_lately, reads, self._seen_now)

    def _seen_now(self, reads: Sequence[tuple[Word, ...]]) -> list[tuple[_Spoken, Weighed]]:
        spoken = [self._spoken(read) for read in reads]
        weighed = self._ranked(np.stack([said.scores for said in spoken]), spoken)
        return list(zip(spoken, weighed, strict=True))

    def _spoken(self, read: tuple[Word, ...]) -> _Spoken:
        """What the words of a reading tell."""
        bags, model = PieceBags(read), self._model
        scores = model.scores(model.words.spoken(bags.words), model.letters.spoken(bags.letters))
        strange = sum(stem not in self._known for stem in bags.stems)
        return _Spoken(bags.text, scores, strange, len(bags.stems), len(read))

    def _ranked(self, scores: Floats, of: Sequence[_Spoken]) -> list[Weighed]:
        """Readings weighed by scores (readings, topics + 1)."""
        topics, features = alternatives(_evidence(scores, of))
        chances = probabilities(features, self._model.theta)
        names = self._lessons.topics
        weighed = []
        for row, (places, chance, one) in enumerate(zip(topics, chances, of, strict=True)):
            order = np.argsort(-chance[:-1], kind="stable").tolist()
            ranked = tuple(Ranked(names[places[i]], float(chance[i])) for i in order)
            foreign, unknown = float(scores[row, -1]), one.strange > 0
            weighed.append(Weighed(ranked, float(chance[-1]), one.words, foreign, unknown))
        return weighed

    def glance(self, bags: Sequence[PieceBags]) -> Floats:
        """Scores (bags, topics) by whole words alone; fast."""
        model = self._model
        return np.stack([model.scores(model.words.spoken(bag.words)) for bag in bags])[:, :-1]

    def _lexical(self, bags: PieceBags) -> Floats:
        """Likeness in wording to each row."""
        likeness: Floats = LETTERS * self._model.letters.similarities(bags.letters)
        likeness += WORDS * self._model.words.similarities(bags.words)
        return likeness

    def _meaning(self, texts: Sequence[str]) -> Floats:
        """Likeness in meaning to each row, (texts, rows); nothing without an encoder."""
        model = self._model
        if self._encoder is None or not texts:
            return np.zeros((len(texts), len(model.vectors)), dtype=np.float32)
        vectors = model.turned(self._encoder.encode(texts))
        return MEANING * meaning_likeness(vectors @ model.vectors.T)

    def explain(self, read: tuple[Word, ...]) -> tuple[tuple[TopicCase, ...], TopicCase]:
        """The case for each of the three likeliest topics of a reading, and that for none."""
        bags, seen = PieceBags(read), self._spoken(read)
        lexical, meaning = self._lexical(bags), self._meaning([bags.text])[0]
        scores = seen.scores + meaning @ self._model.weights
        topics, features = alternatives(_evidence(scores[None], [seen]))
        chances = probabilities(features, self._model.theta)[0]
        order = np.argsort(-chances[:-1], kind="stable")
        cases = tuple(
            TopicCase(
                self._lessons.topics[topics[0, i]],
                float(chances[i]),
                self._witnesses(lexical, meaning, int(topics[0, i])),
                self._weighed(features[0, i]),
            )
            for i in order[:3]
        )
        none = TopicCase("", float(chances[-1]), (), self._weighed(features[0, -1]))
        return cases, none

    def _witnesses(self, lexical: Floats, meaning: Floats, topic: int) -> tuple[Witness, ...]:
        """The rows that add most to the score of a topic."""
        weights = self._model.weights[:, topic]
        loudest = np.argsort(-(lexical + meaning) * weights, kind="stable")[:WITNESSES]
        return tuple(
            Witness(
                self._lessons.rows[i].text,
                float(lexical[i] * weights[i]),
                float(meaning[i] * weights[i]),
            )
            for i in loudest
        )

    def _weighed(self, features: Doubles) -> tuple[tuple[str, float, float], ...]:
        pairs = zip(FEATURES, features.tolist(), self._model.theta.tolist(), strict=True)
        return tuple((name, value, value * weight) for name, value, weight in pairs if value)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What the words of a reading tell.

    text: for the encoder. scores: of the topics and of "none". strange: how many stems no phrasing
    of a topic has, of so many stems. words: how many it has.
    """

    text: str
    scores: Floats
    strange: int
    stems: int
    words: int


T = TypeVar("T")


def _is_sure(said: _Spoken, by_words: Weighed) -> bool:
    """Whether the meaning of a reading would change nothing."""
    return (
        by_words.first.probability >= SURE_BY_WORDS
        and by_words.foreign <= MOST_OF_NONE
        and said.strange <= MOST_STRANGE * said.stems
    )


def _remembered(
    known: dict[tuple[Word, ...], T],
    reads: Sequence[tuple[Word, ...]],
    find: Callable[[Sequence[tuple[Word, ...]]], Sequence[T]],
) -> list[T]:
    """What is known of each reading; what is new is found for all at once, and remembered."""
    found = {read: old for read in reads if (old := known.get(read)) is not None}
    if new := [read for read in dict.fromkeys(reads) if read not in found]:
        if len(known) > REMEMBERED:
            known.clear()
        found.update(zip(new, find(new), strict=True))
        known.update(found)
    return [found[read] for read in reads]


def _evidence(scores: Floats, of: Sequence[_Spoken]) -> TopicEvidence:
    lengths = np.array([one.stems for one in of], dtype=np.float32)
    strange = np.array([one.strange for one in of], dtype=np.float32)
    return TopicEvidence(scores, (strange / np.maximum(lengths, 1)).astype(np.float32), lengths)
