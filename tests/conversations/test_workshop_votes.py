"""The taps of participants: joining, checking in, one person one vote, and odd visitors."""

from __future__ import annotations

import pytest

from conversations.messages import ANYBODY, Chose, Toast
from conversations.workshop import ballot
from conversations.workshop.ballot import Voter
from conversations.workshop.private import welcome
from conversations.workshop.state import Participant, Turnout
from knowledge.base import Knowledge
from tests.conversations.halls import Hall, longest_guide, open_hall


@pytest.fixture
def hall(knowledge: Knowledge) -> Hall:
    return open_hall(longest_guide(knowledge.content.workshop))


@pytest.fixture
def voting(hall: Hall) -> Hall:
    return hall.control("start")


def toast(hall: Hall, key: str) -> str:
    return hall.guide.toast(key)


def turnout(hall: Hall) -> Turnout:
    return hall.room.turnout(hall.workshop)


def test_joining_names_an_agency_or_none(hall: Hall) -> None:
    assert hall.guide.agency("dlh") in hall.join("1", "dlh").toast.text
    hall.join("2")
    assert turnout(hall) == Turnout(joined=2, present=2)
    assert hall.people["1"].agency == "dlh"


def test_joining_again_changes_the_agency_and_counts_once(hall: Hall) -> None:
    hall.join("1", "dlh")
    hall.join("1", "pupr")
    assert turnout(hall).joined == 1
    assert hall.people["1"].agency == "pupr"


def test_an_agency_that_is_not_known_is_refused(hall: Hall) -> None:
    assert hall.join("1", "martians").toast == Toast(toast(hall, "old"))
    assert not hall.people


def test_a_vote_is_told_to_the_voter_and_can_be_changed(voting: Hall) -> None:
    assert voting.guide.answer("food", "2") in voting.vote("1", "2").toast.text
    voting.vote("1", "0")
    assert voting.room.votes == {"1": "0"}
    assert turnout(voting) == Turnout(joined=1, present=1, voted=1)


def test_one_person_has_one_vote_in_group_and_private(voting: Hall) -> None:
    voting.join("1", "dlh", in_group=False)
    voting.vote("1", "2", in_group=False)
    voting.vote("1", "3", in_group=True)
    assert voting.room.votes == {"1": "3"}
    assert voting.people["1"] == Participant("1", "dlh", roll=1, private=True)


def test_who_votes_without_joining_takes_part_by_it(voting: Hall) -> None:
    voting.vote("1", "unknown")
    assert voting.people["1"] == Participant("1", roll=1)


def test_in_private_only_those_who_joined_can_vote(voting: Hall) -> None:
    slip = voting.vote("1", "2", in_group=False)
    assert slip == ballot.Slip(Toast(toast(voting, "join-first")))
    here = Chose("workshop", "here", voting.workshop.id)
    assert voting.tap(here, "1", in_group=False).participant is None


def test_somebody_telegram_hides_is_told_so_and_never_counted(voting: Hall) -> None:
    for chose in (
        voting.answer("1"),
        Chose("workshop", "join", f"{voting.workshop.id}.dlh"),
        Chose("workshop", "here", voting.workshop.id),
    ):
        slip = voting.tap(chose, ANYBODY)
        assert slip == ballot.Slip(Toast(toast(voting, "nameless"), dialog=True))
    assert turnout(voting) == Turnout()


def test_a_tap_on_an_old_question_or_round_changes_nothing(voting: Hall) -> None:
    old = voting.answer("1")
    voting.vote_all("0123").control("skip")
    assert voting.tap(old, "1").toast.text == toast(voting, "closed")
    assert voting.votes["food", 1]["1"] == "1"
    first = voting.answer("1")
    voting.vote_all("0123").control("reveal").control("revote")
    assert voting.tap(first, "9").toast.text == toast(voting, "closed")


def test_nothing_is_taken_after_the_reveal(voting: Hall) -> None:
    late = voting.answer("0")
    voting.vote_all("333").control("reveal")
    assert voting.tap(late, "1").toast.text == toast(voting, "revealed-already")
    assert voting.workshop.current
    assert voting.votes["food", 1] == {"0": "3", "1": "3", "2": "3"}


def test_a_pause_takes_no_votes_and_loses_none(voting: Hall) -> None:
    voting.vote_all("012").control("pause")
    assert voting.vote("0", "3").toast.text == toast(voting, "paused")
    voting.control("resume")
    assert voting.room.votes == {"0": "0", "1": "1", "2": "2"}


def test_a_vote_in_the_lobby_or_after_the_end_is_refused(hall: Hall) -> None:
    assert hall.tap(Chose("workshop", "vote", "w1234567.food.1.2"), "1").vote is None
    hall.control("start")
    chose = hall.answer("1")
    hall.control("finish-yes")
    assert hall.tap(chose, "1").toast.text == toast(hall, "over")


@pytest.mark.parametrize(
    "option",
    [
        "",
        "w1234567",
        "w1234567.food.1.9",
        "w1234567.food.1.unknown.2",
        "w1234567.food.-1.2",
        "w1234567.food.².2",
        "w1234567.domains.1.economy",
        "w1234567.food.1.",
    ],
)
def test_forged_buttons_are_refused(voting: Hall, option: str) -> None:
    slip = voting.tap(Chose("workshop", "vote", option), "1")
    assert slip.vote is None
    assert slip.toast.text


def test_a_button_of_a_workshop_that_is_gone_says_so(voting: Hall) -> None:
    slip = ballot.tap(None, voting.answer("1"), Voter("1"), voting.guide)
    assert slip.toast.text == toast(voting, "gone")
    assert ballot.workshop_of(voting.answer("1").option) == voting.workshop.id


def test_a_late_comer_is_counted_from_the_first_tap(voting: Hall) -> None:
    voting.vote_all("012")
    voting.tap(Chose("workshop", "here", voting.workshop.id), "9")
    assert turnout(voting) == Turnout(joined=4, present=4, voted=3)
    assert turnout(voting).missing == 1


def test_who_leaves_is_not_waited_for_but_the_vote_stays(voting: Hall) -> None:
    voting.vote_all("012")
    voting.join("9")
    voting.people["9"] = ballot.leave(voting.people["9"])
    voting.people["0"] = ballot.leave(voting.people["0"])
    assert turnout(voting) == Turnout(joined=4, present=3, voted=3)


def test_a_roll_call_counts_only_those_who_answer_it(voting: Hall) -> None:
    for voter in "12345":
        voting.join(voter)
    voting.control("roll")
    assert turnout(voting).present == 0
    voting.tap(Chose("workshop", "here", voting.workshop.id), "1")
    voting.vote("2", "3")
    assert turnout(voting) == Turnout(joined=5, present=2, voted=1)


def test_a_pause_of_days_calls_the_roll_again_and_a_short_one_does_not(voting: Hall) -> None:
    voting.join("1")
    voting.control("pause").later(600).control("resume")
    assert turnout(voting).present == 1
    voting.control("pause").later(3 * 86400).control("resume")
    assert turnout(voting) == Turnout(joined=1)


def test_the_welcome_offers_every_agency(hall: Hall) -> None:
    rows = welcome(hall.workshop, hall.guide).rows
    assert sum(len(row) for row in rows) == len(hall.guide.wording.agencies) + 3
