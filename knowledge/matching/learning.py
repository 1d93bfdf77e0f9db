"""What is learnt from the phrasings: topic scores by kernel ridge, and their calibration.

Kernel ridge has closed forms for "had this row not been there" and "had this topic not been
there", so that the calibration is fitted on honest scores without training a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.similarity import Doubles, Floats

# Rows in a strip of the factor. Chosen: large enough for fast products, small beside the factor.
STRIP = 250


@dataclass(frozen=True)
class Ridge:
    """Weights of rows for topics, and what is needed to leave rows out.

    weights: (rows, topics). targets: the same, 1 for a row's own topic, else 0. factor: strips
    (rows of the strip, rows up to its end) of the lower triangle whose transpose times itself is
    the inverse of the kernel with its ridge. Half a square of the rows is all that is ever held.
    """

    weights: Floats
    targets: Floats
    factor: tuple[Floats, ...]

    def without_each(self) -> Floats:
        """Scores (rows, topics) of every row by all the others."""
        own = np.zeros(len(self.weights), dtype=np.float32)
        for strip in self.factor:
            own[: strip.shape[1]] += np.einsum("ij,ij->j", strip, strip)
        scores: Floats = self.targets - self.weights / own[:, None]
        return scores

    def without(self, rows: NDArray[np.intp]) -> Floats:
        """Scores (len(rows), topics) of rows by all others, had none of `rows` been there.

        rows: ascending.
        """
        inverse = np.zeros((len(rows), len(rows)), dtype=np.float64)
        for strip in self.factor:
            part = strip[:, rows[rows < strip.shape[1]]]
            inverse[: part.shape[1], : part.shape[1]] += part.T @ part
        lost = np.linalg.solve(inverse, self.weights[rows])
        scores: Floats = (self.targets[rows] - lost).astype(np.float32)
        return scores


def fit_ridge(
    kernel: Iterable[Floats], owners: NDArray[np.intp], topics: int, doubts: Floats
) -> Ridge:
    """Fit scores that are 1 for a row's own topic and 0 for the others.

    kernel: its strips, (rows of the strip, rows up to its end), which are
    changed. owners: the
    topic of each row. doubts: the ridge of each row, above 0; a larger one lets the row count less.
    """
    factor: list[Floats] = []
    # Room for what is reckoned on the way: arrays that grow would leave holes between those kept.
    room = np.empty((3, STRIP, len(owners)), dtype=np.float32)
    for strip in kernel:
        start, end = strip.shape[1] - len(strip), strip.shape[1]
        strip[np.arange(len(strip)), np.arange(start, end)] += doubts[start:end]
        factor.append(_factored(strip, factor, room))
    targets = np.zeros((len(owners), topics), dtype=np.float32)
    targets[np.arange(len(owners)), owners] = 1
    weights = np.zeros_like(targets)
    for strip in factor:
        weights[: strip.shape[1]] += strip.T @ (strip @ targets[: strip.shape[1]])
    return Ridge(weights, targets, tuple(factor))


def _factored(strip: Floats, before: Sequence[Floats], room: Floats) -> Floats:
    """The next strip of the inverse of the Cholesky factor.

    strip: of the matrix. before: the strips of its rows before. room: (3, rows of a strip or more,
    rows), to be overwritten.
    """
    size, start = len(strip), strip.shape[1] - len(strip)
    beside, under, part = room[:, :size, :start]
    under[:] = 0
    for done in before:
        first, last = done.shape[1] - len(done), done.shape[1]
        beside[:, first:last] = strip[:, :last] @ done.T
        under[:, :last] += np.matmul(beside[:, first:last], done, out=part[:, :last])
    corner = (strip[:, start:] - beside @ beside.T).astype(np.float64)
    inverse = np.linalg.inv(np.linalg.cholesky(corner)).astype(np.float32)
    factored = np.empty_like(strip)
    factored[:, start:] = np.tril(inverse)
    np.matmul(-inverse, under, out=factored[:, :start])
    return factored


def fit_choice(
    features: Doubles, chosen: NDArray[np.intp], weights: Doubles, penalty: float = 1e-4
) -> Doubles:
    """Fit a conditional logit: what weighs how much in the choice between alternatives.

    features: (cases, alternatives, features). chosen: the right alternative of each case.
    weights: of the cases. Newton's method on a convex function: the same result everywhere.
    """
    cases, _, size = features.shape
    theta = np.zeros(size)
    share = weights / weights.sum()
    right = features[np.arange(cases), chosen]
    for _ in range(30):
        chance = probabilities(features, theta)
        mean = np.einsum("cak,ca->ck", features, chance)
        slope = share @ (right - mean) - penalty * theta
        spread = features - mean[:, None, :]
        weighted = spread * (chance * share[:, None])[:, :, None]
        curve = np.einsum("cak,cal->kl", weighted, spread) + penalty * np.eye(size)
        step = np.linalg.solve(curve, slope)
        theta += step
        if np.abs(step).max() < 1e-7:
            break
    return theta


def probabilities(features: Doubles, theta: Doubles) -> Doubles:
    """The probability of each alternative: (..., alternatives, features) to (..., alternatives)."""
    logits = features @ theta
    logits -= logits.max(axis=-1, keepdims=True)
    odds = np.exp(logits)
    result: Doubles = odds / odds.sum(axis=-1, keepdims=True)
    return result
