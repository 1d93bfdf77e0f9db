"""How far apart a room is: camps need a valley, agreement needs people who know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.workshop.spread import spread_of, spread_of_names
from tests.bench.spread import DIVIDED, divided, one_opinion, two_camps

STEPS = st.lists(st.integers(0, 20), min_size=4, max_size=4)


@pytest.mark.parametrize(
    ("steps", "unknown", "spread"),
    [
        # Rooms as they are: one opinion, a little around it.
        ((0, 3, 15, 6), 0, "close"),
        ((2, 9, 8, 1), 0, "close"),
        ((1, 4, 5, 0), 3, "close"),
        ((0, 3, 2, 0), 0, "close"),
        ((0, 20, 4, 2), 1, "agreed"),
        ((0, 3, 1, 0), 0, "agreed"),  # exactly three quarters
        # Two camps, side by side or at the ends, of like and of unlike size.
        ((9, 1, 8, 0), 0, "camps"),
        ((0, 7, 2, 12), 4, "camps"),
        ((10, 2, 3, 9), 0, "camps"),
        ((2, 0, 0, 2), 0, "camps"),
        ((4, 0, 0, 2), 0, "camps"),
        ((6, 0, 2, 0), 0, "agreed"),  # two of eight are a quarter, but six are three quarters
        ((7, 1, 2, 0), 0, "close"),  # two of ten are no camp
        # A little of everything, and a hump that is no camp however long.
        ((5, 5, 5, 5), 0, "wide"),
        ((1, 1, 1, 1), 0, "wide"),
        ((4, 6, 5, 4), 2, "wide"),
        ((5, 8, 7, 0), 0, "close"),
        # Too few know.
        ((0, 0, 1, 0), 5, "few"),
        ((0, 2, 0, 0), 0, "few"),
        ((0, 4, 0, 0), 7, "few"),
        ((0, 4, 0, 0), 4, "agreed"),
        ((0, 0, 0, 0), 9, "none"),
    ],
)
def test_rooms_from_life_are_called_by_their_name(
    steps: tuple[int, ...], unknown: int, spread: str
) -> None:
    assert spread_of(steps, unknown) == spread


@pytest.mark.parametrize(
    ("named", "unknown", "spread"),
    [
        ((9, 1, 1), 0, "agreed"),
        ((5, 4, 1), 0, "camps"),
        ((3, 3, 4), 0, "wide"),
        ((1, 0, 0), 5, "few"),
        ((0, 0, 0), 5, "none"),
    ],
)
def test_options_that_do_not_climb_have_camps_without_a_valley(
    named: tuple[int, ...], unknown: int, spread: str
) -> None:
    assert spread_of_names(named, unknown) == spread


@given(STEPS, st.integers(0, 20))
def test_the_scale_turned_round_changes_no_word(steps: list[int], unknown: int) -> None:
    assert spread_of(steps[::-1], unknown) == spread_of(steps, unknown)


@given(STEPS, st.integers(1, 5))
def test_the_same_room_several_times_over_is_called_the_same(steps: list[int], times: int) -> None:
    if sum(steps) >= 3:
        assert spread_of([votes * times for votes in steps], 0) == spread_of(steps, 0)


@given(STEPS)
def test_whoever_steps_in_from_an_end_divides_no_room(steps: list[int]) -> None:
    before = spread_of(steps, 0)
    if before in DIVIDED or sum(steps) < 3:
        return
    lowest = next(step for step, votes in enumerate(steps) if votes)
    if lowest < 3:
        nearer = list(steps)
        nearer[lowest] -= 1
        nearer[lowest + 1] += 1
        assert spread_of(nearer, 0) not in DIVIDED


@given(STEPS, st.sampled_from([1, 2]), st.sampled_from([-1, 1]))
def test_whoever_leaves_the_valley_for_a_camp_leaves_two_camps(
    steps: list[int], place: int, way: int
) -> None:
    sides = sum(steps[:place]), sum(steps[place + 1 :])
    peaks = max(steps[:place]), max(steps[place + 1 :])
    in_valley = 4 * min(sides) >= sum(steps) and 0 < steps[place] < min(peaks)
    if spread_of(steps, 0) != "camps" or not in_valley:
        return
    farther = list(steps)
    farther[place] -= 1
    farther[place + way] += 1
    assert spread_of(farther, 0) in {"camps", "agreed"}


@given(STEPS, st.integers(0, 20), st.integers(1, 20))
def test_who_does_not_know_makes_no_agreement(steps: list[int], unknown: int, more: int) -> None:
    after = spread_of(steps, unknown + more)
    assert after in {spread_of(steps, unknown), "few"}


@pytest.mark.slow
def test_rooms_of_one_opinion_are_seldom_called_divided_and_camps_nearly_always() -> None:
    assert divided(one_opinion, 4000) <= 0.05
    assert divided(lambda rng: two_camps(rng, 0.4), 4000) >= 0.9
    assert divided(lambda rng: two_camps(rng, 0.5), 4000) >= 0.85


@given(STEPS)
def test_a_room_that_only_rises_or_falls_has_no_camps(steps: list[int]) -> None:
    assert spread_of(sorted(steps), 0) != "camps"
    assert spread_of(sorted(steps, reverse=True), 0) != "camps"


@pytest.mark.parametrize("slope", [(6, 5, 4, 3), (10, 9, 5, 5), (3, 4, 5, 6), (2, 5, 6, 3)])
def test_a_slope_or_a_hump_has_no_camps(slope: tuple[int, ...]) -> None:
    assert spread_of(slope, 0) in {"close", "wide"}
