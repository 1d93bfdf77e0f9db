"""Another encoder takes the place of the packaged one without any other change."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from knowledge.base import open_knowledge
from knowledge.matching.intents import Intents
from knowledge.matching.lessons import Lessons
from knowledge.matching.matcher import Answered, Matcher
from knowledge.matching.similarity import Floats
from knowledge.matching.training import digest_of, train_model

# As many topics as make the learning short.
FEW = 8


@dataclass(frozen=True)
class CountedLetters:
    """Texts by their threes of letters: no meaning, but vectors of a length of its own."""

    version: str = "counted letters 1"
    length: int = 300

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors = np.ones((len(texts), self.length), dtype=np.float32)
        for row, text in enumerate(texts):
            for at in range(len(text) - 2):
                vectors[row, zlib.crc32(text[at : at + 3].encode()) % self.length] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def few_lessons() -> Lessons:
    """The lessons on a few of the topics, and on none."""
    lessons = open_knowledge(semantic=False).lessons
    none = len(lessons.topics)
    kept = [row for row in lessons.rows if row.topic < FEW or row.topic == none]
    return replace(
        lessons,
        topics=lessons.topics[:FEW],
        related=tuple(tuple(n for n in near if n < FEW) for near in lessons.related[:FEW]),
        rows=tuple(replace(row, topic=min(row.topic, FEW)) for row in kept),
    )


def test_a_model_is_learnt_with_any_encoder_whatever_the_length_of_its_vectors() -> None:
    lessons = few_lessons()
    learnt = train_model(lessons, CountedLetters())
    assert learnt.vectors.shape[0] == len(lessons.rows)
    assert learnt.centre.shape == (300,)
    assert learnt.vectors.any()


def test_another_encoder_or_version_of_it_is_learnt_anew() -> None:
    lessons = few_lessons()
    encoders = (None, CountedLetters(), CountedLetters("counted letters 2"))
    assert len({digest_of(lessons, encoder) for encoder in encoders}) == len(encoders)


@dataclass(frozen=True)
class Watched(CountedLetters):
    """Remembers what it was asked."""

    asked: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Floats:
        self.asked.extend(texts)
        return super().encode(texts)


def test_the_meaning_is_asked_only_where_words_leave_open_what_is_meant() -> None:
    encoder, lessons = Watched(), few_lessons()
    matcher = Matcher(lessons, encoder=encoder)
    encoder.asked.clear()
    assert isinstance(
        matcher.match(next(row.text for row in lessons.rows if row.question)), Answered
    )
    assert encoder.asked == []
    matcher.match("warga kami butuh sesuatu yang lain")
    assert encoder.asked == ["warga kami butuh sesuatu yang lain"]


def test_facets_that_words_tell_are_not_encoded() -> None:
    encoder = Watched()
    said = [("berapa biaya #topic", "cost"), ("siapa yang urus #topic", "who")] * 2
    intents = Intents("facets", ("cost", "who"), said, {"#topic": "air"}, encoder, lead=0.2)
    assert intents.best("siapa yang urus #topic")[0] == "who"
    learnt = len(encoder.asked)
    assert intents.best("berapa biaya #topic")[0] == "cost"
    assert len(encoder.asked) == learnt
    intents.best("yang #topic berapa")
    assert len(encoder.asked) == learnt + 1


def test_what_is_shipped_serves_with_the_meaning_layer_and_without(tmp_path: Path) -> None:
    said = [("biayanya berapa", "cost"), ("siapa yang kerja", "who")]
    both = [
        Intents("facets", ("cost", "who"), said, {}, encoder, shipped=tmp_path)
        for encoder in (CountedLetters(), None)
    ]
    for intents in both:
        intents.write(tmp_path)
    assert [intents.is_kept for intents in both] == [True, True]
