"""How alike texts are by the pieces they are made of: TF-IDF bags and an inverted index."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bag = Mapping[str, int]


class Index:
    """The bags of many rows, by feature, so that a message meets only what it shares.

    A row's similarity to a message is the cosine of their TF-IDF vectors. A feature that no row
    has counts in the length of the message, as rare as a feature can be: unknown words make a
    message less like anything. A feature of very many rows says nothing and has no postings.

    features: in a fixed order. starts: where each feature's postings begin, one more than
    features. rows, weights: the postings, weights of length-1 vectors. rarity: per feature.
    """

    def __init__(
        self,
        features: Sequence[str],
        starts: NDArray[np.int32],
        rows: NDArray[np.int32],
        weights: Floats,
        size: int,
    ) -> None:
        self.features, self.starts, self.rows, self.weights = features, starts, rows, weights
        self.size = size
        self._column = {feature: i for i, feature in enumerate(features)}
        counts = np.diff(starts)
        self._rarity = np.where(counts, np.log((1 + size) / (1 + counts)) + 1, 0)
        self.unknown_rarity = math.log(1 + size) + 1

    @classmethod
    def build(cls, bags: Sequence[Bag], most: int | None = None) -> Index:
        """Index the bags of all rows.

        most: a feature of more rows than this gets no postings; None keeps all.
        """
        features = sorted({feature for bag in bags for feature in bag})
        column = {feature: i for i, feature in enumerate(features)}
        sizes = [len(bag) for bag in bags]
        rows = np.repeat(np.arange(len(bags), dtype=np.int32), sizes)
        columns = np.fromiter((column[f] for bag in bags for f in bag), np.int32, sum(sizes))
        uses = np.fromiter((n for bag in bags for n in bag.values()), np.float64, sum(sizes))
        counts = np.bincount(columns, minlength=len(features))
        weights = (1 + np.log(uses)) * (np.log((1 + len(bags)) / (1 + counts)) + 1)[columns]
        if most is not None:
            kept = counts[columns] <= most
            rows, columns, weights = rows[kept], columns[kept], weights[kept]
            counts = np.bincount(columns, minlength=len(features))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(bags)))
        order = np.argsort(columns, kind="stable")
        shares = (weights / lengths[rows]).astype(np.float32)
        return cls(features, starts, rows[order], shares[order], len(bags))

    def similarities(self, bag: Bag) -> Floats:
        """The similarity, 0 to 1, of each row to a message."""
        known, uses, unknown = [], [], 0.0
        for feature, n in bag.items():
            use = 1.0 if n == 1 else 1 + math.log(n)
            column = self._column.get(feature)
            if column is None:
                unknown += use**2
            else:
                known.append(column)
                uses.append(use)
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        columns = np.array(known)
        weights = np.array(uses) * self._rarity[columns]
        length = math.sqrt(float(weights @ weights) + unknown * self.unknown_rarity**2)
        counts = self.starts[columns + 1] - self.starts[columns]
        places = np.repeat(self.starts[columns] - np.cumsum(counts) + counts, counts)
        places += np.arange(len(places), dtype=places.dtype)
        shares = self.weights[places] * np.repeat(weights / max(length, 1e-9), counts)
        sums = np.bincount(self.rows[places], shares, minlength=self.size)
        return sums.astype(np.float32)

    def rarity(self, feature: str) -> float:
        """How much a feature says: its inverse document frequency."""
        column = self._column.get(feature)
        return self.unknown_rarity if column is None else float(self._rarity[column])


def bag_of(pieces: Iterable[str]) -> Bag:
    """Count the pieces of a text."""
    return Counter(pieces)
