"""How likely each topic is for a reading: by words, and by meaning where they leave it open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.choice import FEATURES, TopicEvidence, alternatives
from knowledge.matching.learning import probabilities
from knowledge.matching.lessons import Lessons
from knowledge.matching.meaning import Encoder
from knowledge.matching.model import LETTERS, MEANING, WORDS, Model, PieceBags, meaning_likeness
from knowledge.matching.outcomes import Ranked, TopicCase, Witness
from knowledge.matching.similarity import Doubles, Floats
from knowledge.matching.weighed import Weighed
from knowledge.text import Word

# The meaning of a message is not computed if all its words are known, the first topic leads by
# CLEAR_LEAD in the scores by words, and "none" scores CLEAR_NONE at most; its probability is then
# CLEAR. Measured on 1,150 labelled messages: for none of these does meaning change the first topic,
# and 97 of 100 are right. Unknown words need the meaning ("siapa penemu lampu").
CLEAR_LEAD, CLEAR_NONE, CLEAR = 0.2, 0.05, 0.97
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
        self._lately: dict[tuple[Word, ...], Weighed] = {}

    def weigh(self, reads: Sequence[tuple[Word, ...]]) -> list[Weighed]:
        """The probabilities of topics for some readings, encoded in one batch.

        The parts of a message come several times: by themselves, in a list, as what a facet is
        asked of. So what was weighed lately is not weighed again.
        """
        found = {read: known for read in reads if (known := self._lately.get(read))}
        if new := [read for read in dict.fromkeys(reads) if read not in found]:
            if len(self._lately) > REMEMBERED:
                self._lately.clear()
            found.update(zip(new, self._weighed_now(new), strict=True))
            self._lately.update(found)
        return [found[read] for read in reads]

    def _weighed_now(self, reads: Sequence[tuple[Word, ...]]) -> list[Weighed]:
        bags = [PieceBags(read) for read in reads]
        found, clear = self._evidence(bags)
        topics, features = alternatives(found)
        chances = probabilities(features, self._model.theta)
        names = self._lessons.topics
        weighed = []
        for row, (places, chance) in enumerate(zip(topics, chances, strict=True)):
            order = np.argsort(-chance[:-1], kind="stable")
            ranked = tuple(Ranked(names[places[i]], float(chance[i])) for i in order)
            foreign = float(found.scores[row, -1])
            unknown = bool(found.unknown[row])
            none = float(chance[-1])
            if row in clear:
                ranked, none = _as_clear(ranked, none)
            weighed.append(Weighed(ranked, none, len(reads[row]), foreign, unknown))
        return weighed

    def _evidence(
        self, bags: Sequence[PieceBags], *, sparing: bool = True
    ) -> tuple[TopicEvidence, frozenset[int]]:
        """The evidence for the topics, and which messages are clear by their words. sparing:
        compute meaning only for messages that words leave undecided.
        """
        model = self._model
        unknown = [sum(stem not in self._known for stem in bag.stems) for bag in bags]
        clear: set[int] = set()

        def meant(by_words: Floats) -> tuple[NDArray[np.intp], Floats]:
            if sparing:
                places = np.flatnonzero(_clear_by_words(by_words)).tolist()
                clear.update(i for i in places if not unknown[i])
            still_open = [i for i in range(len(bags)) if i not in clear]
            texts = [bags[i].text for i in still_open]
            return np.array(still_open, dtype=np.intp), self._meaning(texts)

        scores = model.scores(
            [model.words.spoken(bag.words) for bag in bags],
            [model.letters.spoken(bag.letters) for bag in bags],
            meant if self._encoder else None,
        )
        lengths = np.array([len(bag.stems) for bag in bags], dtype=np.float32)
        strange = (np.array(unknown) / np.maximum(lengths, 1)).astype(np.float32)
        return TopicEvidence(scores, strange, lengths), frozenset(clear)

    def glance(self, bags: Sequence[PieceBags]) -> Floats:
        """Scores (bags, topics) by whole words alone; fast."""
        words = self._model.words
        return self._model.scores([words.spoken(bag.words) for bag in bags])[:, :-1]

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
        bags = PieceBags(read)
        topics, features = alternatives(self._evidence([bags], sparing=False)[0])
        chances = probabilities(features, self._model.theta)[0]
        lexical, meaning = self._lexical(bags), self._meaning([bags.text])[0]
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


def _clear_by_words(scores: Floats) -> NDArray[np.bool_]:
    """Which messages are clear by words: (messages, topics + 1) scores to (messages,)."""
    second, first = np.partition(scores[:, :-1], -2, axis=1)[:, -2:].T
    clear: NDArray[np.bool_] = (first - second >= CLEAR_LEAD) & (scores[:, -1] <= CLEAR_NONE)
    return clear


def _as_clear(ranked: tuple[Ranked, ...], none: float) -> tuple[tuple[Ranked, ...], float]:
    """The probabilities of a message that is clear by its words.

    The calibration was fitted on scores that include meaning; without it they come out too low.
    """
    first, *others = ranked
    if first.probability >= CLEAR:
        return ranked, none
    share = (1 - CLEAR) / (1 - first.probability)
    rest = (Ranked(other.topic, other.probability * share) for other in others)
    return (Ranked(first.topic, CLEAR), *rest), none * share
