"""What is learnt: the closed forms say what training anew would say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.matching.learning import STRIP, Ridge, fit_choice, fit_ridge, probabilities
from knowledge.matching.model import added_up
from knowledge.matching.similarity import Bag, Floats, Index, bag_of

OWNERS: NDArray[np.intp] = np.array([0, 0, 0, 1, 1, 2, 2, 2])


def kernel() -> Floats:
    points = np.random.default_rng(1).normal(size=(len(OWNERS), 5)).astype(np.float32)
    return (points @ points.T).astype(np.float32)


def doubts(count: int) -> Floats:
    return np.full(count, 0.5, dtype=np.float32)


def fitted(kernel: Floats, owners: NDArray[np.intp], strip: int = STRIP) -> Ridge:
    strips = (
        kernel[start : start + strip, : start + strip].copy()
        for start in range(0, len(kernel), strip)
    )
    return fit_ridge(strips, owners, 3, doubts(len(kernel)))


@pytest.mark.parametrize("strip", [3, 100])
@pytest.mark.parametrize("left_out", [[0], [4], [5, 6, 7]])
def test_leaving_rows_out_is_the_same_as_training_without_them(
    left_out: list[int], strip: int
) -> None:
    whole = kernel()
    rest = [i for i in range(len(OWNERS)) if i not in left_out]
    anew = fitted(whole[np.ix_(rest, rest)], OWNERS[rest])
    expected = whole[np.ix_(left_out, rest)] @ anew.weights
    ridge = fitted(whole, OWNERS, strip)
    assert ridge.without(np.array(left_out)) == pytest.approx(expected, abs=1e-3)
    if len(left_out) == 1:
        assert ridge.without_each()[left_out] == pytest.approx(expected, abs=1e-3)


def test_many_rows_are_fitted_as_exactly_as_few() -> None:
    points = np.random.default_rng(3).normal(size=(2_100, 8)).astype(np.float32)
    many = np.exp(-((points[:, None, 0] - points[None, :, 0]) ** 2)).astype(np.float32)
    owners = np.arange(len(many)) % 3
    ridge = fitted(many, owners)
    scores = (many + np.diag(doubts(len(many)))) @ ridge.weights
    assert scores == pytest.approx(np.eye(3)[owners], abs=0.01)


def test_half_a_square_of_the_rows_is_all_that_is_held() -> None:
    ridge = fitted(np.eye(900, dtype=np.float32), np.arange(900) % 3, strip=100)
    held = sum(strip.nbytes for strip in ridge.factor)
    assert held <= 900 * (900 + 100) // 2 * np.float32().nbytes


def test_a_choice_learns_what_decides() -> None:
    random = np.random.default_rng(2)
    features = random.normal(size=(500, 3, 2))
    chosen = features[:, :, 0].argmax(axis=1)
    theta = fit_choice(features, chosen, np.ones(500))
    assert theta[0] > 3
    assert abs(theta[1]) < 1
    assert probabilities(features, theta).sum(axis=1) == pytest.approx(1)


def test_likeness_is_one_for_the_same_bag_and_falls_with_strange_words() -> None:
    index = Index.build([bag_of("ab"), bag_of("bc"), bag_of("cd")])
    assert index.similarities(bag_of("ab"))[0] == pytest.approx(1)
    assert index.similarities(bag_of("abz"))[0] < 0.9
    assert index.similarities(bag_of("xyz")).max() == 0


def test_a_feature_of_too_many_rows_says_nothing() -> None:
    index = Index.build([bag_of("ab"), bag_of("ac"), bag_of("ad")], most=2)
    assert index.similarities(bag_of("a")).max() == 0
    assert index.similarities(bag_of("ab"))[0] == pytest.approx(1)


def letter_bags() -> list[Bag]:
    random = np.random.default_rng(3)
    letters = list("abcdefghij")
    bags = [bag_of(random.choice(letters, size=6).tolist()) for _ in range(60)]
    # Beside the common features some of one row.
    return [*bags, *(bag_of(f"a{rare}") for rare in "vwxyz")]


def test_what_features_say_for_the_topics_is_what_the_rows_say_together() -> None:
    index = Index.build(letter_bags())
    weights = np.random.default_rng(4).normal(size=(index.size, 4)).astype(np.float32)
    sums = added_up(index, weights)
    for message in (bag_of("abbc"), bag_of("avw!"), bag_of("xyz"), bag_of("?"), bag_of("")):
        spoken = index.spoken(message)
        said = spoken.weights @ sums[spoken.common] + spoken.shares @ weights[spoken.rows]
        assert said == pytest.approx(index.similarities(message) @ weights, abs=1e-5)


def test_rows_are_as_like_each_other_as_messages_of_their_pieces() -> None:
    bags = letter_bags()
    index = Index.build(bags, most=40)
    start = 0
    for strip in index.likeness_of_rows(10):
        for row, likeness in zip(bags[start:], strip, strict=False):
            expected = index.similarities(row)[: strip.shape[1]]
            assert likeness == pytest.approx(expected, abs=1e-5)
        start += len(strip)
    assert start == len(bags)
