"""How alike texts are by the pieces they are made of: TF-IDF bags and an inverted index."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Positions = NDArray[np.intp]
RowNumbers = NDArray[np.int32] | NDArray[np.uint16]
Bag = Mapping[str, int]

# A feature of more rows than this is common: its sums over rows are computed in training. Chosen:
# below it, adding up when needed is as fast.
FEW_ROWS = 16


@dataclass(frozen=True, slots=True)
class IndexedMessage:
    """A message in the features of an index, as a vector of length 1.

    common, weights: the places of its common features among all such, and how much each counts.
    rows, shares: the rows of its other features, and how like the message each makes the row; a
    row may come more than once.
    """

    common: NDArray[np.int32]
    weights: Floats
    rows: RowNumbers
    shares: Floats


class Index:
    """The bags of many rows, by feature, so that a message meets only what it shares.

    A row's similarity to a message is the cosine of their TF-IDF vectors. A feature that no row has
    counts in the length of the message with the highest rarity: unknown words make a message less
    similar to everything. A feature of very many rows tells nothing and has no postings.

    features: in a fixed order. starts: where each feature's postings begin, one more than
    features. rows, weights: the postings, weights of length-1 vectors. rarity: per feature.

    Features are kept as one text, and found by their hashes: as strings in a dictionary they would
    take ten times the memory. Of 100,000 features two share a hash once in 10^9 starts.
    """

    def __init__(
        self,
        features: Sequence[str],
        starts: NDArray[np.int32],
        rows: RowNumbers,
        weights: Floats,
        size: int,
    ) -> None:
        self.starts, self.rows, self.weights = starts, _narrow(rows, size), weights
        self.size = size
        self._written = "\n".join(features).encode()
        hashes = _hashes(features)
        self._by_hash = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._by_hash]
        counts = np.diff(starts)
        self._rarity = np.where(counts, np.log((1 + size) / (1 + counts)) + 1, 0)
        self.unknown_rarity = math.log(1 + size) + 1
        self.common = np.flatnonzero(counts > FEW_ROWS)
        self._place = np.full(len(features), -1, dtype=np.int32)
        self._place[self.common] = np.arange(len(self.common), dtype=np.int32)

    @property
    def features(self) -> list[str]:
        """The features in their order; made anew each time."""
        return self._written.decode().split("\n") if self._written else []

    @classmethod
    def build(cls, bags: Iterable[Bag], most: int | None = None) -> Index:
        """Index the bags of all rows.

        bags: looked at one after the other, for together they are large. most: a feature of more
        rows than this gets no postings; None keeps all.
        """
        seen: dict[str, int] = {}
        sizes, met, used = array("i"), array("i"), array("d")
        for bag in bags:
            sizes.append(len(bag))
            met.extend(seen.setdefault(feature, len(seen)) for feature in bag)
            used.extend(bag.values())
        features = sorted(seen)
        place = np.empty(len(features), dtype=np.int32)
        place[[seen[feature] for feature in features]] = np.arange(len(features))
        columns, uses = place[np.asarray(met)], np.asarray(used)
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        counts = np.bincount(columns, minlength=len(features))
        weights = (1 + np.log(uses)) * (np.log((1 + len(sizes)) / (1 + counts)) + 1)[columns]
        if most is not None:
            kept = counts[columns] <= most
            rows, columns, weights = rows[kept], columns[kept], weights[kept]
            counts = np.bincount(columns, minlength=len(features))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(sizes)))
        order = np.argsort(columns, kind="stable")
        shares = (weights / lengths[rows]).astype(np.float32)
        return cls(features, starts, rows[order], shares[order], len(sizes))

    def similarities(self, bag: Bag) -> Floats:
        """The similarity, 0 to 1, of each row to a message."""
        rows, shares = self._postings(*self._vector(bag))
        return np.bincount(rows, shares, minlength=self.size).astype(np.float32)

    def likeness_of_rows(self, most: int) -> Iterator[Floats]:
        """The similarity of each row to all rows, (rows of a strip, rows up to its end) in turn.

        most: rows in a strip. Each strip lies where the one before it lay.
        """
        order = np.argsort(self.rows, kind="stable")
        columns = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))[order]
        ends = np.concatenate([[0], np.cumsum(np.bincount(self.rows, minlength=self.size))])
        room = np.empty((most, self.size), dtype=np.float32)
        for start in range(0, self.size, most):
            last = min(start + most, self.size)
            strip = room[: last - start, :last]
            for row in range(start, last):
                own = slice(ends[row], ends[row + 1])
                found, shares = self._postings(columns[own], self.weights[order[own]])
                strip[row - start] = np.bincount(found, shares, minlength=self.size)[:last]
            yield strip

    def spoken(self, bag: Bag) -> IndexedMessage:
        """A message in the features of this index."""
        columns, weights = self._vector(bag)
        places = self._place[columns]
        common = places >= 0
        rows, shares = self._postings(columns[~common], weights[~common])
        return IndexedMessage(places[common], weights[common].astype(np.float32), rows, shares)

    def _vector(self, bag: Bag) -> tuple[Positions, Doubles]:
        """The features that are known, and the weight of each in a vector of length 1."""
        columns = self._columns(bag)
        uses = 1 + np.log(np.array(list(bag.values()), dtype=np.float64))
        known = columns >= 0
        strange = uses[~known]
        columns = columns[known]
        weights = uses[known] * self._rarity[columns]
        unknown = float(strange @ strange) * self.unknown_rarity**2
        length = math.sqrt(float(weights @ weights) + unknown)
        return columns, weights / max(length, 1e-9)

    def _columns(self, features: Collection[str]) -> Positions:
        """The places of features; -1 for one that is not known."""
        wanted = _hashes(features)
        if not len(self._hashes):
            return np.full(len(wanted), -1, dtype=np.intp)
        places = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        return np.where(self._hashes[places] == wanted, self._by_hash[places], -1).astype(np.intp)

    def _postings(self, columns: Positions, weights: Doubles | Floats) -> tuple[RowNumbers, Floats]:
        """The rows of features one after the other, and what each adds to the likeness."""
        counts = self.starts[columns + 1] - self.starts[columns]
        places = np.repeat(self.starts[columns] - np.cumsum(counts) + counts, counts)
        places += np.arange(len(places), dtype=places.dtype)
        shares = self.weights[places] * np.repeat(weights, counts)
        return self.rows[places], shares.astype(np.float32)

    def rows_of(self, feature: str) -> RowNumbers:
        """The rows that have a feature; none if it is not known, or very common."""
        column = self._columns([feature])[0]
        if column < 0:
            return self.rows[:0]
        return self.rows[self.starts[column] : self.starts[column + 1]]


def _hashes(features: Collection[str]) -> NDArray[np.int64]:
    return np.fromiter(map(hash, features), dtype=np.int64, count=len(features))


def _narrow(rows: RowNumbers, size: int) -> RowNumbers:
    """Numbers of rows in half the memory, where they are few enough."""
    return rows.astype(np.uint16) if size <= np.iinfo(np.uint16).max else rows


def bag_of(pieces: Iterable[str]) -> Bag:
    """Count the pieces of a text."""
    return Counter(pieces)
