"""What matching needs to know: words, weights of rows for topics, and how alike things are."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class Block:
    """What was learnt about some neighbouring topics.

    rows, topics: (first, after the last) of the block's own. weights: (rows of the block and
    rows of no topic, topics of the block + 1), the last column for "none".
    letters, words: (common features, topics of the block + 1), the weights added up over the
    rows of each common feature.
    """

    rows: tuple[int, int]
    topics: tuple[int, int]
    weights: Floats
    letters: Floats
    words: Floats

    def said(self, spoken: IndexedMessage, sums: Floats, of_topics: int) -> Floats:
        """Scores of a message for the topics of the block, and for "none".

        sums: `letters` or `words`. of_topics: as in the model.
        """
        known, where = own_rows(spoken.rows, self.rows, of_topics)
        of_common = spoken.weights @ sums[spoken.common]
        said: Floats = of_common + spoken.shares[known] @ self.weights[where]
        return said


def own_rows(
    rows: NDArray[np.int32], own: tuple[int, int], of_topics: int
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Which of some rows a block knows, and where those stand in its weights."""
    none = rows >= of_topics
    known = none | ((rows >= own[0]) & (rows < own[1]))
    return known, np.where(none, rows - of_topics + own[1] - own[0], rows - own[0])[known]


def added_up(index: Index, weights: Floats, own: tuple[int, int], of_topics: int) -> Floats:
    """What each common feature of an index says for the topics of a block."""
    sums = np.zeros((len(index.common), weights.shape[1]), dtype=np.float32)
    for place, feature in enumerate(index.common):
        rows = slice(index.starts[feature], index.starts[feature + 1])
        known, where = own_rows(index.rows[rows], own, of_topics)
        sums[place] = index.weights[rows][known] @ weights[where]
    return sums


# Given the scores by words: the positions of the messages that these leave undecided, and the
# likeness in meaning of those messages to all rows.
Meant = Callable[[Floats], tuple[NDArray[np.intp], Floats]]


@dataclass(frozen=True)
class Model:
    """All that matching needs.

    of_topics: how many rows belong to topics; the rest belong to none. blocks: in the order of the
    topics. vectors: (rows, DIMENSIONS), of length 1; without columns if there is no encoder.
    centre, basis: subtracted from an encoder's vector, and the projection applied after that.
    theta: weights of the features of the choice.
    """

    digest: str
    vocabulary: Vocabulary
    of_topics: int
    letters: Index
    words: Index
    blocks: tuple[Block, ...]
    vectors: Floats
    centre: Floats
    basis: Floats
    theta: Doubles

    def known_stems(self) -> frozenset[str]:
        """The stems that some phrasing of a topic has."""
        first_rows = self.words.rows[self.words.starts[:-1]]
        first = zip(self.words.features, first_rows.tolist(), strict=True)
        return frozenset(feature for feature, row in first if row < self.of_topics)

    def scores(
        self,
        words: Sequence[IndexedMessage],
        letters: Sequence[IndexedMessage] = (),
        meaning: Meant | None = None,
    ) -> Floats:
        """Scores of topics and of "none", (messages, topics + 1).

        A score is a sum over rows of likeness times weight, and a likeness is a sum over features;
        sums over common features were made in training. letters: False leaves that layer out.
        meaning: is given the scores by words and returns the positions of undecided messages and
        their likeness in meaning, (undecided messages, rows).
        """
        found = [np.zeros((len(words), b.weights.shape[1]), dtype=np.float32) for b in self.blocks]
        for block, part in zip(self.blocks, found, strict=True):
            for row, spoken in enumerate(words):
                part[row] += WORDS * block.said(spoken, block.words, self.of_topics)
            for row, spoken in enumerate(letters):
                part[row] += LETTERS * block.said(spoken, block.letters, self.of_topics)
        if meaning is not None:
            still_open, likeness = meaning(self._joined(found))
            for block, part in zip(self.blocks, found, strict=True):
                size = block.rows[1] - block.rows[0]
                part[still_open] += likeness[:, slice(*block.rows)] @ block.weights[:size]
                part[still_open] += likeness[:, self.of_topics :] @ block.weights[size:]
        return self._joined(found)

    def _joined(self, found: Sequence[Floats]) -> Floats:
        """The scores of all blocks side by side."""
        # "None" must convince every block: what one block knows well is in scope.
        none = np.min([part[:, -1] for part in found], axis=0)
        joined: Floats = np.concatenate([*(part[:, :-1] for part in found), none[:, None]], axis=1)
        return joined

    def weights_for(self, topic: int) -> Floats:
        """How much each row speaks for a topic."""
        weights = np.zeros(self.letters.size, dtype=np.float32)
        block = next(b for b in self.blocks if b.topics[0] <= topic < b.topics[1])
        column = block.weights[:, topic - block.topics[0]]
        size = block.rows[1] - block.rows[0]
        weights[slice(*block.rows)] = column[:size]
        weights[self.of_topics :] = column[size:]
        return weights

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

    @cached_property
    def letters(self) -> Bag:
        """Runs of letters; computed when needed, for matching by words alone does without."""
        return bag_of(g for token in self.tokens for g in letter_grams(token))

    @property
    def text(self) -> str:
        return " ".join(self.tokens)


def meaning_likeness(cosine: Floats) -> Floats:
    """Likeness, 0 to 1, of vectors with a cosine."""
    likeness: Floats = np.exp(SHARPNESS * (cosine - 1)).astype(np.float32)
    return likeness
