"""Training: from lessons to a model, kept in a file that goes stale when the lessons change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.markup import without_markup
from knowledge.matching.calibration import CalibrationCases, calibration_cases, fit_calibration
from knowledge.matching.learning import fit_ridge
from knowledge.matching.lessons import Lessons
from knowledge.matching.meaning import Encoder
from knowledge.matching.model import (
    LETTERS,
    MEANING,
    WORDS,
    Block,
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
CODE_VERSION = 13
# How many of an encoder's 512 directions are kept: those in which the content varies most. Chosen:
# a quarter of the size in file and memory.
DIMENSIONS = 128
# Runs of letters that occur in more than this share of the rows (and in more than COMMON_ROWS rows)
# are dropped: they tell nothing and take most of the time. Chosen.
COMMON_SHARE, COMMON_ROWS = 0.1, 50
# Rows that are learnt together: time grows with the cube of them, memory with the square. What
# is learnt in two parts finds its topic less often (93 instead of 96 of 100 test questions).
MOST_TOGETHER = 8000
RIDGE = 0.35
# Rows whose likeness in meaning is computed at a time; bounds the memory for copies. Chosen.
_AT_A_TIME = 500


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
    letters = Index.build([bag.letters for bag in bags], _most_rows(len(bags)))
    terms = Index.build([bag.words for bag in bags])
    vectors, centre, basis = _vectors([bag.text for bag in bags], encoder)
    lesson = _Lesson(lessons, bags, letters, terms, vectors)
    learnt = [lesson.learn(topics) for topics in _neighbours(lessons)]
    return Model(
        digest_of(lessons, encoder),
        vocabulary,
        lesson.of_topics,
        letters,
        terms,
        tuple(block for block, _ in learnt),
        vectors,
        centre,
        basis,
        fit_calibration([cases for _, cases in learnt]),
    )


def digest_of(lessons: Lessons, encoder: Encoder | None) -> str:
    """Names the model that these lessons give."""
    parts = (str(CODE_VERSION), lessons.digest(), encoder.version if encoder else "words alone")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _most_rows(rows: int) -> int:
    return max(COMMON_ROWS, int(COMMON_SHARE * rows))


def _neighbours(lessons: Lessons) -> list[tuple[int, int]]:
    """The topics in blocks of at most MOST_TOGETHER rows, as (first, after the last)."""
    sizes = Counter(row.topic for row in lessons.rows)
    blocks, first, rows = [], 0, 0
    for topic in range(len(lessons.topics)):
        if rows and rows + sizes[topic] > MOST_TOGETHER:
            blocks.append((first, topic))
            first, rows = topic, 0
        rows += sizes[topic]
    return [*blocks, (first, len(lessons.topics))]


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


class _Lesson:
    """What all blocks share during training."""

    def __init__(
        self,
        lessons: Lessons,
        bags: Sequence[PieceBags],
        letters: Index,
        words: Index,
        vectors: Floats,
    ) -> None:
        self._rows, self._bags = lessons.rows, bags
        self._letters, self._words, self._vectors = letters, words, vectors
        self._topic = np.array([row.topic for row in lessons.rows], dtype=np.intp)
        self.of_topics = int(np.searchsorted(self._topic, len(lessons.topics)))

    def learn(self, topics: tuple[int, int]) -> tuple[Block, CalibrationCases]:
        """Learn a block of topics, and how far its scores can be trusted."""
        first, last = (int(np.searchsorted(self._topic, topic)) for topic in topics)
        rows = np.concatenate([np.arange(first, last), np.arange(self.of_topics, len(self._rows))])
        # Within the block, topics are numbered from 0 and "none" comes right after them.
        owners = np.minimum(self._topic[rows], topics[1]) - topics[0]
        kernel = self._kernel(rows)
        doubts = np.array([RIDGE / self._rows[i].weight for i in rows], dtype=np.float32)
        ridge = fit_ridge(kernel, owners, topics[1] - topics[0] + 1, doubts)
        bags = [self._bags[i] for i in rows]
        asked = np.array([self._rows[i].question for i in rows])
        cases = calibration_cases(kernel, ridge, owners, asked, bags)
        sums = (
            added_up(index, ridge.weights, (first, last), self.of_topics)
            for index in (self._letters, self._words)
        )
        return Block((first, last), topics, ridge.weights, *sums), cases

    def _kernel(self, rows: NDArray[np.intp]) -> Floats:
        """Likeness of rows to each other."""
        kernel = np.empty((len(rows), len(rows)), dtype=np.float32)
        for at, i in enumerate(rows):
            likeness = LETTERS * self._letters.similarities(self._bags[i].letters)
            likeness += WORDS * self._words.similarities(self._bags[i].words)
            kernel[at] = likeness[rows]
        vectors = self._vectors[rows]
        if vectors.shape[1]:
            for some in np.array_split(np.arange(len(rows)), len(rows) // _AT_A_TIME + 1):
                kernel[some] += MEANING * meaning_likeness(vectors[some] @ vectors.T)
        return kernel
