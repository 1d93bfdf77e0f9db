"""Training: from lessons to a model, kept in a file that goes stale when the lessons change."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.learning import Doubles, Ridge, fit_choice, fit_ridge
from knowledge.lessons import Lessons
from knowledge.markup import plain as without_markup
from knowledge.meaning import Encoder
from knowledge.reading import Reader
from knowledge.similarity import Bag, Floats, Index, bag_of
from knowledge.text import Word, letter_grams, read_words, stem, words

# Raise it when the same lessons should give another model.
CODE_VERSION = 5

# Shares of the layers in the kernel, and how fast likeness of meaning falls off with distance.
LETTERS, WORDS, MEANING = 1.0, 1.0, 2.0
SHARPNESS = 3.0
RIDGE = 0.5
# The alternatives between which a message is decided; "none of them" comes last.
CONSIDERED = 8


@dataclass(frozen=True)
class Layers:
    """Likeness of messages to rows, (messages, rows) or (rows,), by wording and by meaning."""

    lexical: Floats
    meaning: Floats


@dataclass(frozen=True)
class Vocabulary:
    """The words of the content, in order.

    counts: how often each is used. edited: whether it stands in an edited text.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int32]
    edited: NDArray[np.bool_]

    def reader(self, spellings: Mapping[str, str]) -> Reader:
        """The reader that takes words for these."""
        counts = dict(zip(self.words, self.counts.tolist(), strict=True))
        return Reader(spellings, counts, itertools.compress(self.words, self.edited.tolist()))


@dataclass(frozen=True)
class Model:
    """All that matching needs.

    owners: the topic of each row, ascending; the last ones belong to no topic.
    weights: (rows, topics + 1), the last column for "none".
    vectors: (rows, dimensions), centred, of length 1; no rows without an encoder.
    centre: what was subtracted. theta: weights of the features of the choice.
    """

    digest: str
    vocabulary: Vocabulary
    owners: NDArray[np.int32]
    letters: Index
    words: Index
    weights: Floats
    vectors: Floats
    centre: Floats
    theta: Doubles

    def known_stems(self) -> frozenset[str]:
        """The stems that some phrasing of a topic has."""
        none = int(np.searchsorted(self.owners, self.weights.shape[1] - 1))
        first_rows = self.words.rows[self.words.starts[:-1]]
        first = zip(self.words.features, first_rows.tolist(), strict=True)
        return frozenset(feature for feature, row in first if row < none)


class Bags:
    """The pieces that a message is compared by."""

    def __init__(self, read: Sequence[Word]) -> None:
        self.tokens = [part for word in read for part in word.read.replace("-", " ").split()]
        self.stems = [stem(token) for token in self.tokens]
        self.letters: Bag = bag_of(g for token in self.tokens for g in letter_grams(token))
        pairs = [f"{a} {b}" for a, b in zip(self.stems, self.stems[1:], strict=False)]
        self.words: Bag = bag_of([*self.stems, *pairs])

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
class Evidence:
    """What speaks for the topics in some messages.

    lexical, meaning: parts of the scores, (messages, topics + 1).
    unknown: share of each message's weight in words that no row of a topic has.
    tokens: words in each message.
    """

    lexical: Floats
    meaning: Floats
    unknown: Floats
    tokens: Floats


# What the choice weighs: the first two of a topic, the others of "none of them". More were
# tried (the layers apart, their agreement, the nearest phrasing); they fitted the phrasings
# better and strangers' messages worse.
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
    found: Evidence, excluded: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.intp], Doubles]:
    """The topics worth considering, best first, and the features of the choice between them.

    excluded: (messages, topics), topics that must not be considered.
    Returns (messages, considered) topics and (messages, considered + 1, len(FEATURES)); the
    last alternative is "none of them".
    """
    scores = (found.lexical + found.meaning).astype(np.float64)
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


def train(lessons: Lessons, encoder: Encoder | None) -> Model:
    """Learn from the lessons; deterministic."""
    vocabulary = learn_words(lessons)
    reader = vocabulary.reader(lessons.spellings)
    bags = [Bags(reader.read(row.text)) for row in lessons.rows]
    owners = np.array([row.topic for row in lessons.rows], dtype=np.int32)
    letters, terms = Index.build([b.letters for b in bags]), Index.build([b.words for b in bags])
    vectors, centre = _vectors([b.text for b in bags], encoder)
    kernels = Layers(_lexical_kernel(letters, terms, bags), _meaning_kernel(vectors))
    doubts = np.array([RIDGE / row.trust for row in lessons.rows], dtype=np.float32)
    both = kernels.lexical + kernels.meaning
    ridge = fit_ridge(both, owners.astype(np.intp), len(lessons.topics) + 1, doubts)
    theta = _fit_trust(lessons, kernels, ridge, owners, bags)
    return Model(
        digest_of(lessons, encoder),
        vocabulary,
        owners,
        letters,
        terms,
        ridge.weights,
        vectors,
        centre,
        theta,
    )


def digest_of(lessons: Lessons, encoder: Encoder | None) -> str:
    """Names the model that these lessons give."""
    parts = (str(CODE_VERSION), lessons.digest(), encoder.version if encoder else "words alone")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _vectors(texts: Sequence[str], encoder: Encoder | None) -> tuple[Floats, Floats]:
    if encoder is None:
        return np.zeros((len(texts), 0), dtype=np.float32), np.zeros(0, dtype=np.float32)
    vectors = encoder.encode(texts)
    centre = vectors.mean(axis=0)
    vectors = vectors - centre
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    return vectors, centre


def _lexical_kernel(letters: Index, words: Index, bags: Sequence[Bags]) -> Floats:
    kernel = np.empty((len(bags), len(bags)), dtype=np.float32)
    for i, bag in enumerate(bags):
        kernel[i] = LETTERS * letters.similarities(bag.letters)
        kernel[i] += WORDS * words.similarities(bag.words)
    return kernel


def _meaning_kernel(vectors: Floats) -> Floats:
    if not vectors.shape[1]:
        return np.zeros((len(vectors), len(vectors)), dtype=np.float32)
    return MEANING * meaning_likeness(vectors @ vectors.T)


def _fit_trust(
    lessons: Lessons,
    kernels: Layers,
    ridge: Ridge,
    owners: NDArray[np.int32],
    bags: Sequence[Bags],
) -> Doubles:
    """Fit the choice on three kinds of cases, each scored as if it had not been learnt from:

    questions of the topics, questions whose whole topic was never there, and messages that are
    about none.
    """
    topics = len(lessons.topics)
    asked = np.array([row.question for row in lessons.rows])
    mine = np.flatnonzero(asked & (owners < topics))
    none = np.flatnonzero(owners == topics)
    alone = _left_out(kernels, ridge, owners, bags)
    features, chosen = _cases(_take(alone, mine), owners[mine].astype(np.intp))
    held = _held_out(kernels, ridge, owners, bags, mine)
    away = np.zeros((len(mine), topics), dtype=bool)
    away[np.arange(len(mine)), owners[mine]] = True
    held_features = alternatives(held, away)[1]
    none_features = alternatives(_take(alone, none))[1]
    cases = np.concatenate([features, held_features, none_features])
    last = cases.shape[1] - 1
    picks = np.concatenate([chosen, np.full(len(mine) + len(none), last)])
    shares = [(len(features), SHARE_ASKED), (len(mine), SHARE_HELD_OUT), (len(none), SHARE_NONE)]
    weights = np.concatenate([np.full(n, share / max(n, 1)) for n, share in shares])
    return fit_choice(cases, picks.astype(np.intp), weights)


# How often each kind of case is expected among real messages.
SHARE_ASKED, SHARE_HELD_OUT, SHARE_NONE = 0.75, 0.05, 0.20


def _cases(found: Evidence, right: NDArray[np.intp]) -> tuple[Doubles, NDArray[np.intp]]:
    """The cases in which the right topic is considered at all."""
    topics, features = alternatives(found)
    hit = topics == right[:, None]
    kept = hit.any(axis=1)
    return features[kept], hit[kept].argmax(axis=1)


def _take(found: Evidence, rows: NDArray[np.intp]) -> Evidence:
    return Evidence(
        found.lexical[rows], found.meaning[rows], found.unknown[rows], found.tokens[rows]
    )  # fmt: skip


def _left_out(
    kernels: Layers, ridge: Ridge, owners: NDArray[np.int32], bags: Sequence[Bags]
) -> Evidence:
    """Every row as if it alone had not been there."""
    return Evidence(
        ridge.without_each(kernels.lexical),
        ridge.without_each(kernels.meaning),
        *_known_by_others(bags, np.arange(len(bags)), owners),
    )


def _held_out(
    kernels: Layers,
    ridge: Ridge,
    owners: NDArray[np.int32],
    bags: Sequence[Bags],
    rows: NDArray[np.intp],
) -> Evidence:
    """Rows as if their whole topic had not been there."""
    lexical = np.zeros((len(owners), ridge.weights.shape[1]), dtype=np.float32)
    meaning = np.zeros_like(lexical)
    for topic in np.unique(owners[rows]):
        block = np.flatnonzero(owners == topic)
        lexical[block] = ridge.without(kernels.lexical, block)
        meaning[block] = ridge.without(kernels.meaning, block)
    return Evidence(
        lexical[rows],
        meaning[rows],
        *_known_by_others(bags, owners, owners, rows),
    )


def _known_by_others(
    bags: Sequence[Bags],
    groups: Sequence[int] | NDArray[np.signedinteger[Any]],
    owners: NDArray[np.int32],
    rows: NDArray[np.intp] | None = None,
) -> tuple[Floats, Floats]:
    """The unknown share and the length of rows, had the rows of their own group not been there."""
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
