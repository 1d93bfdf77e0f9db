"""What is learnt from the phrasings: topic scores by kernel ridge, and their calibration.

Kernel ridge has closed forms for "had this row not been there" and "had this topic not been
there", so that the calibration is fitted on honest scores without training a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.similarity import Doubles, Floats

_IN_ONE_PIECE = 1000


@dataclass(frozen=True)
class Ridge:
    """Weights of rows for topics, and what is needed to leave rows out.

    weights: (rows, topics). inverse: (rows, rows), of the kernel with its ridge.
    """

    weights: Floats
    inverse: Floats

    def without_each(self, kernel: Floats) -> Floats:
        """Scores (rows, topics) of every row by all the others.

        kernel: (rows, rows), the one trained on or a part of it.
        """
        own = np.einsum("ij,ji->i", kernel, self.inverse) / np.diag(self.inverse)
        scores: Floats = kernel @ self.weights - own[:, None] * self.weights
        return scores

    def without(self, kernel: Floats, rows: NDArray[np.intp]) -> Floats:
        """Scores (len(rows), topics) of rows by all others, had none of `rows` been there."""
        block = self.inverse[np.ix_(rows, rows)]
        lost = np.linalg.solve(block, self.weights[rows])
        left = self.weights - self.inverse[:, rows] @ lost
        left[rows] = 0
        scores: Floats = kernel[rows] @ left
        return scores


def fit_ridge(kernel: Floats, owners: NDArray[np.intp], topics: int, doubts: Floats) -> Ridge:
    """Fit scores that are 1 for a row's own topic and 0 for the others.

    owners: the topic of each row. doubts: the ridge of each row, above 0; a larger one lets the row
    count less.
    """
    # Changed in place and restored: a copy of the kernel would double the memory.
    sure = np.diag(kernel).copy()
    np.fill_diagonal(kernel, sure + doubts)
    inverse = _inverse(kernel)
    np.fill_diagonal(kernel, sure)
    targets = np.zeros((len(kernel), topics), dtype=np.float32)
    targets[np.arange(len(kernel)), owners] = 1
    weights: Floats = inverse @ targets
    return Ridge(weights, inverse)


def _inverse(matrix: NDArray[Any]) -> NDArray[Any]:
    """The inverse of a symmetric positive definite matrix, in its own precision, by halves.

    In one piece numpy would hold several copies of the whole in double precision.
    """
    if len(matrix) <= _IN_ONE_PIECE:
        return np.linalg.inv(matrix)
    half = len(matrix) // 2
    first = _inverse(matrix[:half, :half].astype(np.float64))
    corner = matrix[:half, half:].astype(np.float64)
    across = first @ corner
    second = _inverse(matrix[half:, half:] - corner.T @ across)
    del corner
    beside = across @ second
    inverse = np.empty_like(matrix)
    inverse[half:, half:] = second
    inverse[:half, half:], inverse[half:, :half] = -beside, -beside.T
    first += beside @ across.T
    inverse[:half, :half] = first
    return inverse


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
