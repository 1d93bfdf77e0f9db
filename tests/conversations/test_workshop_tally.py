"""What a room voted: the middle, the spread, camps, and agencies that identify nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.workshop.questions import UNKNOWN, options_of
from conversations.workshop.tally import (
    OTHERS,
    SMALLEST_GROUP,
    Camp,
    Tally,
    count,
    most_divided_first,
)


def of(signs: str, question: str = "water") -> Tally:
    """The tally of one vote for each character; "u" is unknown."""
    return count(question, {str(i): _option(sign) for i, sign in enumerate(signs)})


def _option(sign: str) -> str:
    domains = {"e": "economy", "s": "social", "v": "environment"}
    return UNKNOWN if sign == "u" else domains.get(sign, sign)


@pytest.mark.parametrize(
    ("votes", "median"),
    [("012", "1"), ("0123", "1"), ("0033", "0"), ("3", "3"), ("0111", "1"), ("uu2", "2")],
)
def test_the_median_is_the_lower_one_and_leaves_out_who_does_not_know(
    votes: str, median: str
) -> None:
    assert of(votes).median == median


def test_nobody_knows_is_a_finding_without_a_median() -> None:
    tally = of("uuu")
    assert (tally.median, tally.spread, tally.proposal) == (None, "none", UNKNOWN)
    assert tally.data_is_missing


@pytest.mark.parametrize(
    ("votes", "spread"),
    [
        ("1111", "agreed"),
        ("1112", "agreed"),  # exactly three quarters
        ("11122", "camps"),  # three fifths and two fifths
        ("0033", "camps"),
        ("00011123", "camps"),  # three eighths twice: exactly three quarters together
        ("0123", "wide"),
        ("0000000123", "wide"),  # seven tenths on one, no second camp
        ("1111uuuuuuu", "agreed"),  # of those who know
    ],
)
def test_the_spread_in_plain_words(votes: str, spread: str) -> None:
    assert of(votes).spread == spread


def test_the_room_proposes_unknown_when_more_do_not_know_than_do() -> None:
    assert of("11uuu").proposal == UNKNOWN
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
    assert tally.median == "economy"
    assert tally.proposal == "economy+social"
    assert tally.camps == (Camp("economy", 3), Camp("social", 2))
    assert tally.agencies == ()


def test_the_most_divided_question_is_discussed_first() -> None:
    far = of("000333", "water")
    near = of("000111", "food")
    uneven = of("00111111", "energy")
    agreed = of("1111", "transport")
    one_mind = of("2222", "sanitation")
    order = most_divided_first([one_mind, agreed, near, uneven, far])
    asked = [tally.question for tally in order]
    assert asked == ["water", "food", "energy", "sanitation", "transport"]


def test_equally_divided_questions_keep_their_order() -> None:
    order = most_divided_first([of("0011", "food"), of("1122", "water")])
    assert [tally.question for tally in order] == ["food", "water"]


def agencies_of(**groups: str) -> dict[str, int]:
    """The agencies shown and their voters, from agency -> votes; "none" named no agency."""
    votes, agencies = {}, {}
    for agency, signs in groups.items():
        for i, sign in enumerate(signs):
            votes[f"{agency}{i}"] = _option(sign)
            if agency != "none":
                agencies[f"{agency}{i}"] = agency
    shown = count("water", votes, agencies).agencies
    return {group.agency: group.voters for group in shown}


def test_agencies_stand_side_by_side_from_three_voters_on() -> None:
    assert agencies_of(pupr="0011", dlh="222") == {"pupr": 4, "dlh": 3}


def test_small_agencies_are_merged() -> None:
    assert agencies_of(pupr="0011", dlh="22", dinkes="3") == {"pupr": 4, OTHERS: 3}


def test_a_small_merge_takes_in_the_next_agency_for_its_votes_could_be_worked_out() -> None:
    assert agencies_of(pupr="00011", dlh="222", setda="1111", none="3") == {
        "pupr": 5,
        "setda": 4,
        OTHERS: 4,
    }


def test_no_agency_is_shown_when_a_single_group_would_be_left() -> None:
    assert agencies_of(pupr="0001", dlh="2") == {}
    assert agencies_of(pupr="0001") == {}


def test_who_does_not_know_does_not_fill_up_an_agency() -> None:
    assert agencies_of(pupr="0011", dlh="22u", none="333") == {"pupr": 4, OTHERS: 5}


VOTERS = st.lists(
    st.tuples(st.sampled_from(options_of("water")), st.sampled_from(["", "a", "b", "c", "d"])),
    max_size=30,
)


@given(VOTERS)
def test_no_agency_and_no_difference_between_room_and_agencies_is_below_three(
    voters: list[tuple[str, str]],
) -> None:
    votes = {str(i): option for i, (option, _) in enumerate(voters)}
    agencies = {str(i): agency for i, (_, agency) in enumerate(voters) if agency}
    tally = count("water", votes, agencies)
    assert tally.voters == len(votes)
    if tally.agencies:
        assert all(group.voters >= SMALLEST_GROUP for group in tally.agencies)
        assert sum(group.voters for group in tally.agencies) == tally.named


@given(VOTERS)
def test_every_room_can_be_described(voters: list[tuple[str, str]]) -> None:
    tally = count("water", {str(i): option for i, (option, _) in enumerate(voters)})
    assert (tally.median is None) == (tally.named == 0) == (tally.spread == "none")
    if tally.camps:
        assert sum(camp.voters for camp in tally.camps) == tally.named
    if tally.spread in {"camps", "wide"}:
        assert tally.camps is not None
