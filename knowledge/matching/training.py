"""Training: from lessons to a model, kept in a file that goes stale when the lessons change."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.markup import without_markup
from knowledge.matching.learning import Ridge, fit_choice, fit_ridge
from knowledge.matching.lessons import Lessons
from knowledge.matching.meaning import Encoder
from knowledge.matching.reading import Reader
from knowledge.matching.similarity import Bag, Doubles, Floats, Index, IndexedMessage, bag_of
from knowledge.text import Word, letter_grams, read_words, stem, words

# Raise it when the same lessons should give another model.
CODE_VERSION = 13

# Weights of the three layers in the kernel: runs of letters, words, meaning. Chosen: meaning counts
# as much as both layers of wording together. SHARPNESS: how fast likeness in meaning falls with the
# distance of the vectors; chosen so that vectors at right angles (unrelated texts) are alike by
# 0.05.
LETTERS, WORDS, MEANING = 1.0, 1.0, 2.0
SHARPNESS = 3.0
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
# How many topics are weighed against each other and "none of them". Chosen: the right topic is
# hardly ever ranked lower, see `_considered`.
CONSIDERED = 8


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


def meaning_likeness(cosine: Floats) -> Floats:
    """Likeness, 0 to 1, of vectors with a cosine."""
    likeness: Floats = np.exp(SHARPNESS * (cosine - 1)).astype(np.float32)
    return likeness


@dataclass(frozen=True)
class TopicEvidence:
    """What speaks for the topics in some messages.

    scores: (messages, topics + 1), the last for "none".
    unknown: share of each message's weight in words that no row of a topic has.
    tokens: words in each message.
    """

    scores: Floats
    unknown: Floats
    tokens: Floats


# The features of the choice: the first two belong to topics, the others to "none of them".
# Measured: further features (each layer by itself, whether the layers agree, the nearest phrasing)
# fitted the phrasings better and the test questions worse.
FEATURES = (
    "root of the score",
    "score times length",
    "none at all",
    "unknown words",
    "score of none",
    "length",
    "score of none times length",
)
_OF_TOPICS = 2


def alternatives(
    found: TopicEvidence, excluded: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.intp], Doubles]:
    """The topics worth considering, best first, and the features of the choice between them.

    excluded: (messages, topics), topics that must not be considered.
    Returns (messages, considered) topics and (messages, considered + 1, len(FEATURES)); the
    last alternative is "none of them".
    """
    scores = found.scores.astype(np.float64)
    total, none = scores[:, :-1], scores[:, -1]
    if excluded is not None:
        total = np.where(excluded, -np.inf, total)
    topics = np.argsort(-total, axis=1, kind="stable")[:, :CONSIDERED]
    score = np.maximum(np.take_along_axis(total, topics, axis=1), 0)
    length = np.log1p(found.tokens)
    features = np.zeros((len(topics), topics.shape[1] + 1, len(FEATURES)))
    features[:, :-1, :_OF_TOPICS] = np.stack([np.sqrt(score), score * length[:, None]], axis=-1)
    of_none = (np.ones(len(topics)), found.unknown, none, length, none * length)
    features[:, -1, _OF_TOPICS:] = np.stack(of_none, axis=-1)
    return topics, features


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
        _fit_calibration([cases for _, cases in learnt]),
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


@dataclass(frozen=True)
class _Cases:
    """Choices to fit the calibration on, of a kind each: features and the right alternatives."""

    asked: tuple[Doubles, NDArray[np.intp]]
    held_out: Doubles
    none: Doubles


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

    def learn(self, topics: tuple[int, int]) -> tuple[Block, _Cases]:
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
        cases = _cases(kernel, ridge, owners, asked, bags)
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


def _cases(
    kernel: Floats,
    ridge: Ridge,
    owners: NDArray[np.intp],
    asked: NDArray[np.bool_],
    bags: Sequence[PieceBags],
) -> _Cases:
    """Three kinds of cases, each scored as if it had not been learnt: questions about a topic,
    questions whose whole topic is missing, and messages that no topic answers.
    """
    topics = ridge.weights.shape[1] - 1
    mine = np.flatnonzero(asked & (owners < topics))
    none = np.flatnonzero(owners == topics)
    alone = _left_out(kernel, ridge, owners, bags)
    away = np.zeros((len(mine), topics), dtype=bool)
    away[np.arange(len(mine)), owners[mine]] = True
    held_out = alternatives(_held_out(kernel, ridge, owners, bags, mine), away)[1]
    asked_cases = _considered(_take(alone, mine), owners[mine])
    return _Cases(asked_cases, held_out, alternatives(_take(alone, none))[1])


def _fit_calibration(cases: Sequence[_Cases]) -> Doubles:
    """Fit the choice to the cases of all blocks."""
    asked = _together([case.asked[0] for case in cases])
    held_out = _together([case.held_out for case in cases])
    none = _together([case.none for case in cases])
    features = _together([asked, held_out, none])
    if not len(features):
        return np.zeros(len(FEATURES))
    last = features.shape[1] - 1
    chosen = np.concatenate([case.asked[1] for case in cases])
    picks = np.concatenate([chosen, np.full(len(held_out) + len(none), last)])
    shares = [(len(asked), SHARE_ASKED), (len(held_out), SHARE_HELD_OUT), (len(none), SHARE_NONE)]
    weights = np.concatenate([np.full(n, share / max(n, 1)) for n, share in shares])
    return BOLDNESS * fit_choice(features, picks.astype(np.intp), weights)


def _together(parts: Sequence[Doubles]) -> Doubles:
    """Cases one after the other, all with as many alternatives."""
    most = max(part.shape[1] for part in parts)
    return np.concatenate([_padded(part, most) for part in parts])


def _padded(part: Doubles, alternatives: int) -> Doubles:
    """Add alternatives of score zero before the last one, which stays "none"."""
    missing = np.zeros((len(part), alternatives - part.shape[1], part.shape[2]))
    return np.concatenate([part[:, :-1], missing, part[:, -1:]], axis=1)


# Multiplies the fitted weights. The phrasings of a topic were written to differ from each other, so
# real messages are nearer to them than they are to one another, and the model is right more often
# than its held-out phrasings suggest. Measured on the labelled messages, answers right, wrong and
# out of scope: 640, 5, 8; with 1 they are 607, 6, 7, with 1.5 655, 6, 9.
BOLDNESS = 1.25
# How often each kind of case is expected among real messages: about a known topic, about a topic
# that is missing, about nothing we answer. Chosen, not measured: real questions are not labelled.
SHARE_ASKED, SHARE_HELD_OUT, SHARE_NONE = 0.75, 0.05, 0.20


def _considered(found: TopicEvidence, right: NDArray[np.intp]) -> tuple[Doubles, NDArray[np.intp]]:
    """The cases in which the right topic is among the CONSIDERED ones."""
    topics, features = alternatives(found)
    hit = topics == right[:, None]
    kept = hit.any(axis=1)
    return features[kept], hit[kept].argmax(axis=1)


def _take(found: TopicEvidence, rows: NDArray[np.intp]) -> TopicEvidence:
    return TopicEvidence(found.scores[rows], found.unknown[rows], found.tokens[rows])


def _left_out(
    kernel: Floats, ridge: Ridge, owners: NDArray[np.intp], bags: Sequence[PieceBags]
) -> TopicEvidence:
    """Scores of every row, as if that row had not been learnt."""
    return TopicEvidence(
        ridge.without_each(kernel),
        *_known_by_others(bags, np.arange(len(bags)), owners),
    )


def _held_out(
    kernel: Floats,
    ridge: Ridge,
    owners: NDArray[np.intp],
    bags: Sequence[PieceBags],
    rows: NDArray[np.intp],
) -> TopicEvidence:
    """Scores of rows, as if their whole topic had not been learnt."""
    scores = np.zeros((len(owners), ridge.weights.shape[1]), dtype=np.float32)
    for topic in np.unique(owners[rows]):
        block = np.flatnonzero(owners == topic)
        scores[block] = ridge.without(kernel, block)
    return TopicEvidence(
        scores[rows],
        *_known_by_others(bags, owners, owners, rows),
    )


def _known_by_others(
    bags: Sequence[PieceBags],
    groups: Sequence[int] | NDArray[np.signedinteger[Any]],
    owners: NDArray[np.intp],
    rows: NDArray[np.intp] | None = None,
) -> tuple[Floats, Floats]:
    """The unknown share and the length of rows, as if the rows of their own group were missing."""
    none = int(owners.max())
    everywhere: Counter[str] = Counter()
    within: Counter[tuple[int, str]] = Counter()
    for bag, group, owner in zip(bags, groups, owners, strict=True):
        if owner < none:
            everywhere.update(set(bag.stems))
            within.update((int(group), s) for s in set(bag.stems))
    wanted = range(len(bags)) if rows is None else rows
    unknown, lengths = [], []
    for i in wanted:
        stems, group = bags[i].stems, int(groups[i])
        lost = sum(1 for s in stems if everywhere[s] <= within[group, s])
        unknown.append(lost / max(len(stems), 1))
        lengths.append(len(stems))
    return np.array(unknown, dtype=np.float32), np.array(lengths, dtype=np.float32)
