"""The priority vote: five points each, blind, and both orders side by side."""

from __future__ import annotations

import html

import pytest

from conversations.workshop.pages import board
from conversations.workshop.weighing import both_orders
from knowledge.base import Knowledge
from tests.conversations.halls import Hall, choices, longest_guide, open_hall, published, tapped


@pytest.fixture
def hall(knowledge: Knowledge) -> Hall:
    """A room that has settled all basic needs; the rules list three of them."""
    hall = open_hall(longest_guide(knowledge.content.workshop)).control("start")
    for answer in "10323":
        hall.vote_all(answer * 6).control("reveal").control("accept")
    return hall


@pytest.fixture
def weighing(hall: Hall) -> Hall:
    return hall.control("weigh")


def listed(hall: Hall) -> tuple[str, ...]:
    assert hall.workshop.weighing is not None
    return hall.workshop.weighing.listed


def all_lay(hall: Hall, *places: int, voters: int = 5) -> Hall:
    for voter in range(voters):
        hall.lays(str(voter), *places)
    return hall


def test_the_rules_list_is_what_points_are_laid_on(weighing: Hall) -> None:
    assert weighing.moved
    assert listed(weighing) == ("sanitation", "food", "energy")
    text = html.unescape(weighing.board.text)
    titles = [weighing.guide.title(id_) for id_ in listed(weighing)]
    assert [f"{n}. {title} ◆" in text for n, title in enumerate(titles, 1)] == [True] * 3
    assert weighing.guide.plain("need-mark").strip() in weighing.guide.say("weighing-hidden")


def test_nothing_can_be_weighed_before_there_are_two_priorities(knowledge: Knowledge) -> None:
    hall = open_hall(longest_guide(knowledge.content.workshop))
    assert hall.control("weigh").refused == hall.guide.toast("not-now")
    hall.control("start")
    for _ in range(5):
        hall.vote_all("333333").control("reveal").control("accept")
    assert hall.control("weigh").refused == hall.guide.toast("nothing-to-weigh")


def test_each_tap_is_a_point_and_the_sixth_is_refused(weighing: Hall) -> None:
    guide = weighing.guide
    laid = guide.toast("points-laid", laid="1 = 1, 3 = 1")
    left = guide.toast("points-left", left=3)
    assert weighing.lays("1", 0, 2)[-1].toast.text == f"{laid} {left}"
    assert weighing.lays("1", 2, 2, 2)[-1].toast.text.endswith(guide.toast("points-all"))
    assert weighing.lays("1", 0)[-1].toast.text == guide.toast("points-full")
    assert weighing.votes["priorities", 0]["1"] == "104"


def test_points_can_be_taken_back_and_laid_anew(weighing: Hall) -> None:
    weighing.lays("1", 0, 0, 0, 0, 0)
    anew = choices(weighing.board.rows)[-1]
    assert anew.label == weighing.guide.label("points-anew")
    assert weighing.tap(tapped(anew), "1").toast.text == weighing.guide.toast("points-none")
    assert weighing.votes["priorities", 0]["1"] == "000"
    assert weighing.lays("1", 1)[-1].vote is not None


def test_only_who_laid_all_five_points_counts_as_having_voted(weighing: Hall) -> None:
    before = weighing.board.text
    weighing.lays("1", 0, 0, 0, 0)
    assert weighing.board.text == before
    weighing.lays("1", 0)
    assert weighing.guide.say("turnout", voted=1, present=6, missing=5) in weighing.board.text


def test_points_of_fewer_than_five_people_are_not_shown(weighing: Hall) -> None:
    all_lay(weighing, 0, 0, 0, 0, 1, voters=4)
    weighing.lays("9", 0, 0)
    assert weighing.control("reveal").refused == weighing.guide.toast("too-few-points")
    assert weighing.workshop.phase == "weighing"


def test_nothing_that_is_drawn_before_the_reveal_depends_on_the_points(
    knowledge: Knowledge,
) -> None:
    seen = []
    for places in ((0, 0, 0, 0, 0), (2, 1, 2, 1, 0)):
        hall = open_hall(longest_guide(knowledge.content.workshop)).control("start")
        for answer in "10323":
            hall.vote_all(answer * 6).control("reveal").control("accept")
        all_lay(hall.control("weigh"), *places)
        seen.append(hall.look())
    assert seen[0] == seen[1]


def test_both_orders_stand_side_by_side_on_the_board_and_in_the_minutes(weighing: Hall) -> None:
    all_lay(weighing, 2, 2, 2, 1, 1).control("reveal")
    assert not weighing.moved
    orders = [
        (each.priority, each.by_rules, each.by_room) for each in both_orders(weighing.workshop)
    ]
    assert orders == [("sanitation", 1, None), ("food", 2, 2), ("energy", 3, 1)]
    line = weighing.guide.say(
        "order-line",
        rules=3,
        room=1,
        title=weighing.guide.title("energy"),
        mark=weighing.guide.plain("need-mark"),
        points=15,
    )
    assert line in weighing.board.text
    weighing.control("finish-yes")
    assert line in weighing.board.text
    told = published(weighing)
    assert told.weighed_by == 5
    assert [(each.by_rules, each.by_room, each.points) for each in told.orders] == [
        (1, None, 0),
        (2, 2, 10),
        (3, 1, 15),
    ]
    assert all(each.need for each in told.orders)


def test_equal_points_share_a_place(weighing: Hall) -> None:
    all_lay(weighing, 0, 0, 1, 1, 2).control("reveal")
    assert [each.by_room for each in both_orders(weighing.workshop)] == [1, 1, 3]


def test_points_are_laid_once_and_what_came_of_it_can_be_shown_again(weighing: Hall) -> None:
    all_lay(weighing, 0, 0, 0, 0, 0).control("reveal")
    shown = weighing.board.text
    assert weighing.control("back").workshop.phase == "discussing"
    assert weighing.control("weigh").workshop.phase == "weighed"
    assert weighing.board.text == shown
    assert weighing.lays("1", 0)[-1].toast.text == weighing.guide.toast("revealed-already")


def test_the_order_by_rules_is_that_of_the_answers_as_they_are_now(weighing: Hall) -> None:
    all_lay(weighing, 0, 0, 0, 0, 1).control("reveal").control("back")
    weighing.control("discuss", "sanitation").control("revote")
    weighing.vote_all("333333").control("reveal").control("accept")
    orders = {each.priority: each.by_rules for each in both_orders(weighing.workshop)}
    assert orders == {"food": 1, "energy": 2, "sanitation": None}


def test_the_longest_list_fits_a_message(weighing: Hall) -> None:
    turnout = weighing.room.turnout(weighing.workshop)
    assert len(board(weighing.workshop, turnout, weighing.guide, weighing.now).text) < 4096
