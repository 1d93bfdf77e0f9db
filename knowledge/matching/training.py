"""Training: from lessons to a model, kept in a file that goes stale when the lessons change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from knowledge.markup import without_markup
from knowledge.matching.calibration import calibration_cases, fit_calibration
from knowledge.matching.learning import STRIP, fit_ridge
from knowledge.matching.lessons import Lessons
from knowledge.matching.meaning import Encoder
from knowledge.matching.model import (
    LETTERS,
    MEANING,
    WORDS,
    Model,
    PieceBags,
    Vocabulary,
    added_up,
    meaning_likeness,
    rotated,
)
from knowledge.matching.similarity import Floats, Index
from knowledge.text import read_words, words

# Raise it when the same lessons should give another model.
CODE_VERSION = 14
# How many of an encoder's 512 directions are kept: those in which the content varies most. Chosen:
# a quarter of the size in file and memory.
DIMENSIONS = 128
# Runs of letters that occur in more than this share of the rows (and in more than COMMON_ROWS rows)
# are dropped: they tell nothing and take most of the time. Chosen.
COMMON_SHARE, COMMON_ROWS = 0.1, 50
RIDGE = 0.35


def learn_words(lessons: Lessons) -> Vocabulary:
    """The words of the phrasings and of the edited texts."""
    typed = Counter(
        part
        for row in lessons.rows
        if row.topic < len(lessons.topics)
        for word in read_words(row.text, lessons.spellings)
        for part in word.read.split()
    )
    # `words` stops early in a long text, so each paragraph is taken by itself.
    paragraphs = (line for text in lessons.prose for line in without_markup(text).splitlines())
    edited = Counter(word for paragraph in paragraphs for word in words(paragraph))
    both = sorted(typed.keys() | edited.keys())
    return Vocabulary(
        tuple(both),
        np.array([typed[word] + edited[word] for word in both], dtype=np.int32),
        np.array([word in edited for word in both], dtype=bool),
    )


def train_model(lessons: Lessons, encoder: Encoder | None) -> Model:
    """Learn from the lessons; deterministic."""
    vocabulary = learn_words(lessons)
    reader = vocabulary.reader(lessons.spellings)
    bags = [PieceBags(reader.read(row.text)) for row in lessons.rows]
    letters = Index.build((bag.letters for bag in bags), _most_rows(len(bags)))
    terms = Index.build(bag.words for bag in bags)
    vectors, centre, basis = _vectors([bag.text for bag in bags], encoder)
    stems = [bag.stems for bag in bags]
    del bags
    owners = np.array([row.topic for row in lessons.rows], dtype=np.intp)
    doubts = np.array([RIDGE / row.weight for row in lessons.rows], dtype=np.float32)
    kernel = _kernel(letters, terms, vectors)
    ridge = fit_ridge(kernel, owners, len(lessons.topics) + 1, doubts)
    asked = np.array([row.question for row in lessons.rows])
    return Model(
        digest_of(lessons, encoder),
        vocabulary,
        int(np.searchsorted(owners, len(lessons.topics))),
        letters,
        terms,
        ridge.weights,
        added_up(letters, ridge.weights),
        added_up(terms, ridge.weights),
        vectors,
        centre,
        basis,
        fit_calibration(calibration_cases(ridge, owners, asked, stems)),
    )


def digest_of(lessons: Lessons, encoder: Encoder | None) -> str:
    """Names the model that these lessons give."""
    parts = (str(CODE_VERSION), lessons.digest(), encoder.version if encoder else "words alone")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _most_rows(rows: int) -> int:
    return max(COMMON_ROWS, int(COMMON_SHARE * rows))


def _vectors(texts: Sequence[str], encoder: Encoder | None) -> tuple[Floats, Floats, Floats]:
    """The turned vectors of texts, and what turned them."""
    if encoder is None:
        nothing = np.zeros((len(texts), 0), dtype=np.float32)
        return nothing, np.zeros(0, dtype=np.float32), np.zeros((0, 0), dtype=np.float32)
    vectors = encoder.encode(texts)
    centre = vectors.mean(axis=0)
    spread = (vectors - centre).astype(np.float64)
    directions = np.linalg.eigh(spread.T @ spread)[1][:, ::-1]
    basis = np.ascontiguousarray(directions[:, :DIMENSIONS], dtype=np.float32)
    return rotated(vectors, centre, basis), centre, basis


def _kernel(letters: Index, words: Index, vectors: Floats) -> Iterator[Floats]:
    """Likeness of rows to each other, in strips: (rows of the strip, rows up to its end)."""
    pairs = zip(letters.likeness_of_rows(STRIP), words.likeness_of_rows(STRIP), strict=True)
    for strip, by_words in pairs:
        strip *= LETTERS
        by_words *= WORDS
        strip += by_words
        end = strip.shape[1]
        own = vectors[end - len(strip) : end]
        for start in range(0, end if vectors.shape[1] else 0, STRIP):
            some = slice(start, min(start + STRIP, end))
            strip[:, some] += MEANING * meaning_likeness(own @ vectors[some].T)
        yield strip
