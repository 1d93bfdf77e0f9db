"""What is learnt: the closed forms say what training anew would say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.matching.learning import fit_choice, fit_ridge, probabilities
from knowledge.matching.model import Block, added_up
from knowledge.matching.similarity import Floats, Index, bag_of

OWNERS: NDArray[np.intp] = np.array([0, 0, 0, 1, 1, 2, 2, 2])


def kernel() -> Floats:
    points = np.random.default_rng(1).normal(size=(len(OWNERS), 5)).astype(np.float32)
    return (points @ points.T).astype(np.float32)


def doubts(count: int) -> Floats:
    return np.full(count, 0.5, dtype=np.float32)


@pytest.mark.parametrize("left_out", [[0], [4], [5, 6, 7]])
def test_leaving_rows_out_is_the_same_as_training_without_them(left_out: list[int]) -> None:
    whole = kernel()
    rest = [i for i in range(len(OWNERS)) if i not in left_out]
    anew = fit_ridge(whole[np.ix_(rest, rest)], OWNERS[rest], 3, doubts(len(rest)))
    expected = whole[np.ix_(left_out, rest)] @ anew.weights
    ridge = fit_ridge(whole, OWNERS, 3, doubts(len(OWNERS)))
    assert ridge.without(whole, np.array(left_out)) == pytest.approx(expected, abs=1e-3)
    if len(left_out) == 1:
        assert ridge.without_each(whole)[left_out] == pytest.approx(expected, abs=1e-3)


def test_many_rows_are_fitted_as_exactly_as_few() -> None:
    # More than are turned round in one piece, and more than half of them.
    points = np.random.default_rng(3).normal(size=(2_100, 8)).astype(np.float32)
    many = np.exp(-((points[:, None, 0] - points[None, :, 0]) ** 2)).astype(np.float32)
    owners = np.arange(len(many)) % 3
    ridge = fit_ridge(many, owners, 3, doubts(len(many)))
    fitted = (many + np.diag(doubts(len(many)))) @ ridge.weights
    assert fitted == pytest.approx(np.eye(3)[owners], abs=0.01)
    assert np.diag(many) == pytest.approx(1)  # the kernel is as it was


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


def test_what_features_say_for_the_topics_of_a_block_is_what_the_rows_say_together() -> None:
    random = np.random.default_rng(3)
    letters = list("abcdefghij")
    bags = [bag_of(random.choice(letters, size=6).tolist()) for _ in range(60)]
    bags += [bag_of(f"a{rare}") for rare in "vwxyz"]  # beside the common features some of one row
    index = Index.build(bags)
    own, of_topics = (10, 40), 50
    known = [*range(*own), *range(of_topics, len(bags))]
    weights = random.normal(size=(len(known), 4)).astype(np.float32)
    block = Block(own, (0, 3), weights, added_up(index, weights, own, of_topics), weights)
    for message in (bag_of("abbc"), bag_of("avw!"), bag_of("xyz"), bag_of("?"), bag_of("")):
        expected = index.similarities(message)[known] @ weights
        assert block.said(index.spoken(message), block.letters, of_topics) == pytest.approx(
            expected, abs=1e-5
        )
