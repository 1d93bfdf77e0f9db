"""Intents learnt from a few phrasings each, by words and, with an encoder, by meaning."""

from __future__ import annotations

import hashlib
import itertools
import math
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import structlog

from knowledge.matching.meaning import Encoder
from knowledge.matching.similarity import Bag, Floats, Index, bag_of

log = structlog.get_logger()

# Raised when the same phrasings would give another model.
_VERSION = 2
# Pieces of a word so long are compared beside whole words: "jawabannya" and "jawaban".
_PIECE = 4
# How much words, pieces of words and meaning count. Tried on the phrasings, each left out: other
# weights and ridges change less than 2 of 100. Meanings that point apart must count below 0: with
# 0 in their place the likenesses fit no space, and with many phrasings what is learnt is noise.
_WORDS, _PIECES, _MEANING = 0.6, 0.4, 0.7
# How far the learnt scores are held back from fitting every phrasing.
_RIDGE = 0.3

# What stands in a text in place of each placeholder, when its meaning is compared.
Neutral = Mapping[str, str]


@dataclass(frozen=True)
class IntentModel:
    """What was learnt of some phrasings.

    digest: names what it was learnt from. tokens: the words of each phrasing, with blanks between.
    weights: (phrasings, intents). vectors: (phrasings, dimensions), centred and of length 1; no
    dimensions without an encoder. centre: what is taken off each vector.
    """

    digest: str
    tokens: tuple[str, ...]
    weights: Floats
    vectors: Floats
    centre: Floats

    def by_words(self, tokens: str) -> Floats:
        """What the words of a message say for each intent, about 0 to 1.

        tokens: with blanks between, placeholders among them.
        """
        alike: Floats = _WORDS * self._words.similarities(_words_of(tokens))
        alike += _PIECES * self._pieces.similarities(_pieces_of(tokens))
        found: Floats = alike @ self.weights
        return found

    def by_meaning(self, tokens: str, neutral: Neutral, encoder: Encoder) -> Floats:
        """What the meaning of a message adds to that."""
        vector = _centred(encoder.encode([_spoken(tokens, neutral)]), self.centre)[0]
        found: Floats = _MEANING * (self.vectors @ vector) @ self.weights
        return found

    @cached_property
    def _words(self) -> Index:
        return Index.build([_words_of(tokens) for tokens in self.tokens])

    @cached_property
    def _pieces(self) -> Index:
        return Index.build([_pieces_of(tokens) for tokens in self.tokens])

    def alike(self) -> Floats:
        """How alike any two phrasings are: (phrasings, phrasings)."""
        words = [self._words.similarities(_words_of(tokens)) for tokens in self.tokens]
        pieces = [self._pieces.similarities(_pieces_of(tokens)) for tokens in self.tokens]
        alike = _WORDS * np.stack(words) + _PIECES * np.stack(pieces)
        if self.vectors.shape[1]:
            alike += _MEANING * (self.vectors @ self.vectors.T)
        return alike.astype(np.float32)


@dataclass(frozen=True)
class Intents:
    """Some intents with their phrasings, learnt when first needed and kept in a file.

    name: of the file. labels: the intents. phrasings: (words with blanks between, label) pairs, in
    their order. neutral: what stands for each placeholder. encoder: None for words alone.
    cache: where what was learnt is kept; None keeps nothing. shipped: where it may be; only read.
    lead: by how much an intent must lead by words alone, so that meaning is not asked.
    """

    name: str
    labels: Sequence[str]
    phrasings: Sequence[tuple[str, str]]
    neutral: Neutral
    encoder: Encoder | None = None
    cache: Path | None = None
    shipped: Path | None = None
    lead: float = math.inf

    def best(self, tokens: str, more: Mapping[str, float] | None = None) -> tuple[str, float]:
        """The likeliest intent of a message, and its score, about 0 to 1.

        more: what else speaks for some intents, added to their scores.
        """
        scores = self.model.by_words(tokens)
        for label, score in (more or {}).items():
            scores[self.labels.index(label)] += score
        second, first = np.partition(scores, -2)[-2:]
        if self.encoder is not None and first - second < self.lead:
            scores += self.model.by_meaning(tokens, self.neutral, self.encoder)
        best = int(scores.argmax())
        return self.labels[best], float(scores[best])

    def left_out(self) -> Iterator[tuple[str, str, str, float]]:
        """Each phrasing, its intent, what it would be read as without itself, and that score."""
        rows = left_out(self.model, self._numbers)
        for (tokens, label), scores in zip(self.phrasings, rows, strict=True):
            best = int(scores.argmax())
            yield tokens, label, self.labels[best], float(scores[best])

    def write(self, folder: Path) -> None:
        """Keep what was learnt in a folder, for a package."""
        keep_intents(self._kept_as, self.model, folder)

    @cached_property
    def model(self) -> IntentModel:
        """What was learnt: kept earlier, or learnt and kept now."""
        kept = kept_intents(self._kept_as, self._digest, self.shipped, self.cache)
        if kept is not None:
            return kept
        learnt_of = (self._tokens, self.neutral, self._numbers, self.encoder)
        model = learn_intents(self._digest, *learnt_of)
        if self.cache is not None:
            keep_intents(self._kept_as, model, self.cache)
        return model

    @property
    def is_kept(self) -> bool:
        """Whether what these phrasings give was learnt and kept earlier."""
        folders = (self.shipped, self.cache)
        return any(_kept_digest(self._kept_as, folder) == self._digest for folder in folders)

    @property
    def _kept_as(self) -> str:
        """By words alone it is another file, beside the one by meaning: a package has both."""
        return f"{self.name}-meaning" if self.encoder else self.name

    @cached_property
    def _digest(self) -> str:
        return digest_of_phrasings(self._tokens, self.neutral, self._numbers, self.encoder)

    @property
    def _tokens(self) -> list[str]:
        return [said for said, _ in self.phrasings]

    @cached_property
    def _numbers(self) -> list[int]:
        return [self.labels.index(label) for _, label in self.phrasings]


def learn_intents(
    digest: str,
    tokens: Sequence[str],
    neutral: Neutral,
    intents: Sequence[int],
    encoder: Encoder | None,
) -> IntentModel:
    """Learn which of some intents each phrasing has. intents: by number, from 0."""
    texts = [_spoken(said, neutral) for said in tokens]
    found = encoder.encode(texts) if encoder else np.zeros((len(texts), 0), np.float32)
    centre = found.mean(axis=0)
    vectors = _centred(found, centre)
    bare = IntentModel(digest, tuple(tokens), np.zeros((0, 0), np.float32), vectors, centre)
    _, weights = _solved(bare.alike(), intents)
    return IntentModel(digest, bare.tokens, weights, vectors, centre)


def left_out(model: IntentModel, intents: Sequence[int]) -> Floats:
    """The scores that each phrasing would have if it were not learnt: (phrasings, intents)."""
    inverse, weights = _solved(model.alike(), intents)
    wanted = np.eye(weights.shape[1], dtype=np.float32)[list(intents)]
    scores: Floats = wanted - weights / np.diag(inverse)[:, None]
    return scores


def digest_of_phrasings(
    tokens: Sequence[str], neutral: Neutral, intents: Sequence[int], encoder: Encoder | None
) -> str:
    """Names the model that these phrasings give."""
    rows = (
        f"{said}\t{_spoken(said, neutral)}\t{number}"
        for said, number in zip(tokens, intents, strict=True)
    )
    version = encoder.version if encoder else "words alone"
    said = "\n".join((str(_VERSION), version, *rows))
    return hashlib.sha256(said.encode()).hexdigest()


def kept_intents(name: str, digest: str, *folders: Path | None) -> IntentModel | None:
    """A kept model; None if no folder has it, or none of just these phrasings."""
    for folder in folders:
        try:
            with np.load(_file(folder, name), allow_pickle=False) as arrays:
                if str(arrays["digest"]) == digest:
                    tokens = tuple(str(arrays["tokens"]).split("\n"))
                    learnt = (arrays[part] for part in ("weights", "vectors", "centre"))
                    return IntentModel(digest, tokens, *learnt)
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
            continue
    return None


def _kept_digest(name: str, folder: Path | None) -> str:
    try:
        with np.load(_file(folder, name), allow_pickle=False) as arrays:
            return str(arrays["digest"])
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return ""


def keep_intents(name: str, model: IntentModel, folder: Path) -> None:
    """Keep a model in a folder in place of the one of before; a full disk is only told."""
    path = _file(folder, name)
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(
                file,
                digest=model.digest,
                tokens=np.array("\n".join(model.tokens)),
                weights=model.weights,
                vectors=model.vectors,
                centre=model.centre,
            )
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        log.warning("the intents are not kept; the next start learns again", reason=str(error))


def _file(folder: Path | None, name: str) -> Path:
    if folder is None:
        raise FileNotFoundError(name)
    return folder / f"{name}.npz"


def _solved(alike: Floats, intents: Sequence[int]) -> tuple[Floats, Floats]:
    # Intents with few phrasings are held back as much as those with many.
    counts = np.bincount(intents)
    held_back = _RIDGE * counts[list(intents)] / counts[counts > 0].mean()
    inverse = np.linalg.inv(alike + np.diag(held_back).astype(np.float32))
    wanted = np.eye(max(intents) + 1, dtype=np.float32)[list(intents)]
    return inverse, (inverse @ wanted).astype(np.float32)


def _centred(vectors: Floats, centre: Floats) -> Floats:
    moved = vectors - centre
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    centred: Floats = (moved / np.maximum(lengths, 1e-9)).astype(np.float32)
    return centred


def _spoken(tokens: str, neutral: Neutral) -> str:
    return " ".join(neutral.get(word, word) for word in tokens.split())


def _words_of(tokens: str) -> Bag:
    """Words, and pairs of neighbours with the ends of the message."""
    said = ["^", *tokens.split(), "$"]
    pairs = (f"{one} {other}" for one, other in itertools.pairwise(said))
    return bag_of((*said[1:-1], *pairs))


def _pieces_of(tokens: str) -> Bag:
    said = [word for word in tokens.split() if word[0] != "#"]
    return bag_of(
        f"{' ' * (not start)}{word[start : start + _PIECE]}"
        for word in said
        for start in range(max(1, len(word) - _PIECE + 1))
    )
