"""Which topic a message is about: one call, three outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.learning import probabilities
from knowledge.lessons import make_lessons
from knowledge.meaning import Encoder
from knowledge.model_file import get_model
from knowledge.models import Language, Topic
from knowledge.similarity import Floats
from knowledge.text import Word
from knowledge.tongue import Tongue
from knowledge.training import (
    LETTERS,
    MEANING,
    WORDS,
    Bags,
    Evidence,
    alternatives,
    meaning_likeness,
    nearest,
)

# What the first topic must reach to be answered, and all together to be offered.
ANSWER_FROM = 0.5
OFFER_FROM = 0.3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic and the probability, 0 to 1, that it is the right one."""

    topic: str
    probability: float


@dataclass(frozen=True, slots=True)
class Answered:
    """The first topic is right, as far as one can tell.

    language: the language of the message where it is clear.
    also: topics of further questions in the same message.
    """

    ranked: tuple[Ranked, ...]
    language: Language | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsure:
    """One of the first two or three topics may be right."""

    ranked: tuple[Ranked, ...]
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Outside what the knowledge base answers; the ranking is for the curators."""

    ranked: tuple[Ranked, ...]
    language: Language | None = None


Match = Answered | Unsure | Unknown


class Matcher:
    """Finds topics for messages.

    topics: what can be answered. families: topic id to family id. spellings: chat spelling to
    plain form. out_of_scope: messages that no topic answers. encoder: the layer of meaning, if
    any. cache: the folder that keeps what was learnt; None learns anew.
    """

    def __init__(
        self,
        topics: Mapping[str, Topic],
        *,
        families: Mapping[str, str] | None = None,
        spellings: Mapping[str, str] | None = None,
        out_of_scope: Iterable[str] = (),
        encoder: Encoder | None = None,
        cache: Path | None = None,
    ) -> None:
        self._lessons = make_lessons(topics, families, spellings, out_of_scope)
        self._encoder = encoder
        self._model = get_model(self._lessons, encoder, cache)
        self._reader = self._model.vocabulary.reader(self._lessons.spellings)
        self._known = self._model.known_stems()
        self._tongue = Tongue(self._lessons)

    def match(
        self, text: str, language: Language | None = None, previous: str | None = None
    ) -> Match:
        """Find the topic of a message.

        language: what the person reads, a hint only.
        previous: the topic shown just before, for "and what does it cost?".
        """
        read = self._reader.read(text)
        if not any(any(c.isalpha() for c in word.read) for word in read):
            return Unknown(())
        spoken = self._tongue.of(read)
        ranked, known = self._rank(read)
        if ranked[0].probability >= ANSWER_FROM:
            return Answered(ranked, spoken)
        if known >= OFFER_FROM:
            return Unsure(ranked, spoken)
        return Unknown(ranked, spoken)

    def _rank(self, read: tuple[Word, ...]) -> tuple[tuple[Ranked, ...], float]:
        """The topics worth considering, best first, and the probability that it is any."""
        found = self._evidence(read)
        topics, features = alternatives(found)
        chance = probabilities(features, self._model.theta)[0]
        order = np.argsort(-chance[:-1], kind="stable")
        ranked = tuple(Ranked(self._lessons.topics[topics[0, i]], float(chance[i])) for i in order)
        return ranked, float(1 - chance[-1])

    def _evidence(self, read: tuple[Word, ...]) -> Evidence:
        bags, model = Bags(read), self._model
        lexical: Floats = LETTERS * model.letters.similarities(bags.letters)
        lexical += WORDS * model.words.similarities(bags.words)
        meaning = self._meaning(bags.text)
        unknown = sum(stem not in self._known for stem in bags.stems)
        return Evidence(
            (lexical @ model.weights)[None],
            (meaning @ model.weights)[None],
            nearest(lexical, model.owners)[None],
            nearest(meaning, model.owners)[None],
            np.array([unknown / max(1, len(bags.stems))], dtype=np.float32),
            np.array([len(bags.stems)], dtype=np.float32),
        )

    def _meaning(self, text: str) -> Floats:
        """Likeness in meaning to each row; nothing without an encoder."""
        model = self._model
        if self._encoder is None:
            return np.zeros(len(model.owners), dtype=np.float32)
        vector = self._encoder.encode([text])[0] - model.centre
        vector /= np.linalg.norm(vector) + 1e-9
        return MEANING * meaning_likeness(model.vectors @ vector)
