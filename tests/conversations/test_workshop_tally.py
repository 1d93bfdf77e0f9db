"""What a room voted: the middle or a tie, what it proposes, and the order of discussion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.workshop.questions import workshop_options
from conversations.workshop.tally import Camp, Tally, count, most_divided_first
from knowledge.models.questions import UNKNOWN


def of(signs: str, question: str = "water") -> Tally:
    """The tally of one vote for each character; "u" is unknown."""
    return count(question, {str(i): _option(sign) for i, sign in enumerate(signs)})


def _option(sign: str) -> str:
    domains = {"e": "economy", "s": "social", "v": "environment"}
    return UNKNOWN if sign == "u" else domains.get(sign, sign)


@pytest.mark.parametrize(
    ("votes", "middle"), [("012", "1"), ("3", "3"), ("0111", "1"), ("uu2", "2"), ("0112", "1")]
)
def test_the_middle_leaves_out_who_does_not_know_and_is_proposed(votes: str, middle: str) -> None:
    assert of(votes).middle == (middle,)
    assert not of(votes).is_tied


@pytest.mark.parametrize(
    ("votes", "low", "high"), [("0123", "1", "2"), ("0033", "0", "3"), ("000111u", "0", "1")]
)
def test_a_middle_between_two_steps_is_a_tie_and_proposes_nothing(
    votes: str, low: str, high: str
) -> None:
    tally = of(votes)
    assert tally.middle == (low, high)
    assert tally.is_tied
    assert tally.proposal is None
    assert tally.to_choose == (low, high)


def test_nobody_knows_is_a_finding_without_a_middle() -> None:
    tally = of("uuu")
    assert (tally.middle, tally.spread, tally.proposal) == ((), "none", UNKNOWN)
    assert tally.data_is_missing


def test_the_room_proposes_unknown_when_more_do_not_know_than_do() -> None:
    assert of("11uuu").proposal == UNKNOWN
    assert of("01uuu").proposal == UNKNOWN
    assert of("11uu").proposal == "1"
    assert count("water", {}).proposal is None


@pytest.mark.parametrize(
    ("votes", "camps"),
    [
        ("000033", (Camp("0", 4), Camp("3", 2))),
        ("0001333", (Camp("0", 3), Camp("3", 4))),
        ("1233", (Camp("1", 2), Camp("3", 2))),
        ("0222u", (Camp("0", 1), Camp("2", 3))),
    ],
)
def test_the_camps_divide_the_room_where_it_is_most_even(
    votes: str, camps: tuple[Camp, Camp]
) -> None:
    assert of(votes).camps == camps


def test_a_room_of_one_mind_has_no_camps() -> None:
    assert of("222uu").camps is None


def test_domains_have_no_middle_and_those_named_by_a_third_are_proposed() -> None:
    tally = of("eeessvu", "domains")
    assert tally.middle == ("economy",)
    assert tally.proposal == "economy+social"
    assert tally.camps == (Camp("economy", 3), Camp("social", 2))


def test_domains_named_as_often_are_no_tie() -> None:
    both = of("eess", "domains")
    assert (both.middle, both.proposal) == (("economy", "social"), "economy+social")
    assert not both.is_tied
    assert both.to_choose == ()


def test_the_most_divided_question_is_discussed_first() -> None:
    far = of("000333", "water")
    near = of("000111", "food")
    uneven = of("00111111", "energy")
    agreed = of("1111", "transport")
    one_mind = of("2222", "sanitation")
    unknown = of("uuu1", "people")
    order = most_divided_first([one_mind, agreed, unknown, near, uneven, far])
    asked = [tally.question for tally in order]
    assert asked == ["water", "food", "people", "energy", "sanitation", "transport"]


def test_equally_divided_questions_keep_their_order() -> None:
    order = most_divided_first([of("0011", "food"), of("1122", "water")])
    assert [tally.question for tally in order] == ["food", "water"]


@given(st.lists(st.sampled_from(workshop_options("water")), max_size=30))
def test_every_room_can_be_described(votes: list[str]) -> None:
    tally = count("water", {str(i): option for i, option in enumerate(votes)})
    assert (tally.middle == ()) == (tally.named == 0) == (tally.spread == "none")
    if tally.camps:
        assert sum(camp.voters for camp in tally.camps) == tally.named
    if tally.spread in {"camps", "wide"}:
        assert tally.camps is not None
    assert (tally.proposal is None) == bool(tally.to_choose or not votes)


@pytest.mark.slow
@given(st.lists(st.sampled_from(workshop_options("water")), max_size=30))
def test_the_scale_turned_round_turns_middle_and_proposal_round(votes: list[str]) -> None:
    turned = {option: str(3 - int(option)) for option in "0123"} | {UNKNOWN: UNKNOWN}
    here = count("water", {str(i): option for i, option in enumerate(votes)})
    there = count("water", {str(i): turned[option] for i, option in enumerate(votes)})
    assert there.middle == tuple(turned[option] for option in reversed(here.middle))
    assert there.proposal == (turned[here.proposal] if here.proposal else None)
    assert there.spread == here.spread
