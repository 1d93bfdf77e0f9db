"""What matching needs to know: words, weights of rows for topics, and how alike things are."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.reading import Reader
from knowledge.matching.similarity import Bag, Doubles, Floats, Index, IndexedMessage, bag_of
from knowledge.text import Word, letter_grams, stem

# Weights of the three layers in the kernel: runs of letters, words, meaning. Chosen: meaning counts
# as much as both layers of wording together. SHARPNESS: how fast likeness in meaning falls with the
# distance of the vectors; chosen so that vectors at right angles (unrelated texts) are alike by
# 0.05.
LETTERS, WORDS, MEANING = 1.0, 1.0, 2.0
SHARPNESS = 3.0


@dataclass(frozen=True)
class Vocabulary:
    """The words of the content, in order.

    counts: how often each is used. edited: whether it stands in an edited text.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int32]
    edited: NDArray[np.bool_]

    def reader(self, spellings: Mapping[str, str]) -> Reader:
        """A reader that corrects words to the words of this vocabulary."""
        counts = dict(zip(self.words, self.counts.tolist(), strict=True))
        return Reader(spellings, counts, itertools.compress(self.words, self.edited.tolist()))


def added_up(index: Index, weights: Floats) -> Floats:
    """What each common feature of an index says for the topics: (common features, topics + 1)."""
    sums = np.zeros((len(index.common), weights.shape[1]), dtype=np.float32)
    for place, feature in enumerate(index.common):
        rows = slice(index.starts[feature], index.starts[feature + 1])
        sums[place] = index.weights[rows] @ weights[index.rows[rows]]
    return sums


@dataclass(frozen=True)
class Model:
    """All that matching needs.

    of_topics: how many rows belong to topics; the rest belong to none. weights: (rows, topics + 1),
    the last column for "none". letter_sums, word_sums: (common features, topics + 1), the weights
    added up over the rows of each common feature. vectors: (rows, DIMENSIONS), of length 1; without
    columns if there is no encoder. centre, basis: subtracted from an encoder's vector, and the
    projection applied after that. theta: weights of the features of the choice.
    """

    digest: str
    vocabulary: Vocabulary
    of_topics: int
    letters: Index
    words: Index
    weights: Floats
    letter_sums: Floats
    word_sums: Floats
    vectors: Floats
    centre: Floats
    basis: Floats
    theta: Doubles

    def known_stems(self) -> frozenset[str]:
        """The stems that some phrasing of a topic has."""
        first_rows = self.words.rows[self.words.starts[:-1]]
        first = zip(self.words.features, first_rows.tolist(), strict=True)
        return frozenset(f for f, row in first if row < self.of_topics and " " not in f)

    def scores(self, words: IndexedMessage, letters: IndexedMessage | None = None) -> Floats:
        """Scores by words of the topics and of "none", (topics + 1,).

        A score is a sum over rows of likeness times weight, and a likeness is a sum over features;
        sums over common features were made in training. letters: None leaves that layer out.
        """
        found = WORDS * self.said(words, self.word_sums)
        if letters is not None:
            found += LETTERS * self.said(letters, self.letter_sums)
        return found

    def said(self, spoken: IndexedMessage, sums: Floats) -> Floats:
        """Scores of a message for the topics and for "none"; sums: of its index."""
        of_common = spoken.weights @ sums[spoken.common]
        said: Floats = of_common + spoken.shares @ self.weights[spoken.rows]
        return said

    def turned(self, vectors: Floats) -> Floats:
        """An encoder's vectors, projected as this model needs them."""
        return rotated(vectors, self.centre, self.basis)


def rotated(vectors: Floats, centre: Floats, basis: Floats) -> Floats:
    """Vectors centred, projected on the kept directions and scaled to length 1."""
    turned = (vectors - centre) @ basis
    lengths = np.linalg.norm(turned, axis=1, keepdims=True) + 1e-9
    shortened: Floats = (turned / lengths).astype(np.float32)
    return shortened


class PieceBags:
    """The pieces that a message is compared by."""

    def __init__(self, read: Sequence[Word]) -> None:
        self.tokens = [part for word in read for part in word.read.replace("-", " ").split()]
        self.stems = [stem(token) for token in self.tokens]
        pairs = [f"{a} {b}" for a, b in zip(self.stems, self.stems[1:], strict=False)]
        self.words: Bag = bag_of([*self.stems, *pairs])

    @property
    def letters(self) -> Bag:
        """Runs of letters; counted when asked for: they are many, and a glance does without."""
        return bag_of(g for token in self.tokens for g in letter_grams(token))

    @property
    def text(self) -> str:
        return " ".join(self.tokens)


def meaning_likeness(cosine: Floats) -> Floats:
    """Likeness, 0 to 1, of vectors with a cosine."""
    likeness: Floats = np.exp(SHARPNESS * (cosine - 1)).astype(np.float32)
    return likeness
