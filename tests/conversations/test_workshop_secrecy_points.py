"""What sums of points, the minutes and the attendance list give away: nothing that totals do not.

k = 1: whoever knows one vote, the own one. See test_workshop_secrecy.py for reveals of questions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations_with_replacement, product
from typing import Any

import pytest

from conversations.workshop.slides import slide
from conversations.workshop.state import POINTS, Weighing
from conversations.workshop.weighing import SMALLEST_WEIGHING, counted
from knowledge.base import Knowledge
from tests.conversations.halls import Hall, longest_guide, open_hall, published

pytestmark = pytest.mark.slow

Rule = Callable[[Sequence[str]], Any]


def spreads(priorities: int) -> list[str]:
    """All ways to lay five points."""
    digits = product(range(POINTS + 1), repeat=priorities)
    return ["".join(map(str, each)) for each in digits if sum(each) == POINTS]


def as_shown(laid: Sequence[str]) -> Any:
    """All that is shown of a priority vote."""
    listed = tuple(f"priority {place}" for place in range(len(laid[0])))
    return counted(Weighing(listed), laid)


def worked_out(people: int, priorities: int, publish: Rule) -> list[tuple[Any, str]]:
    """Each (what is shown, own vote) that fixes somebody's vote though the sums do not force it."""
    possible: dict[Any, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for world in combinations_with_replacement(spreads(priorities), people):
        others_of = possible[publish(world)]
        for own in set(world):
            rest = list(world)
            rest.remove(own)
            others_of[own].update(rest)
    return [
        (shown, own)
        for shown, others_of in possible.items()
        for own, others in others_of.items()
        if len(others) == 1 and not forced(others, priorities)
    ]


def forced(others: Iterable[str], priorities: int) -> bool:
    """Whether all others put everything on the same priority: then the sums alone tell it."""
    on_one = {
        "".join("5" if i == at else "0" for i in range(priorities)) for at in range(priorities)
    }
    return set(others) <= on_one


@pytest.mark.parametrize(("people", "priorities"), [(5, 2), (6, 2), (7, 2), (9, 2), (5, 3)])
def test_nobodys_points_can_be_worked_out_of_the_sums_and_the_own_points(
    people: int, priorities: int
) -> None:
    assert worked_out(people, priorities, as_shown) == []


def test_of_fewer_than_five_nothing_is_shown() -> None:
    assert as_shown(["50"] * (SMALLEST_WEIGHING - 1)) is None
    assert SMALLEST_WEIGHING == 5


def test_points_that_are_not_all_laid_are_not_counted() -> None:
    shown = as_shown(["50", "41", "32", "23", "14", "04"])
    assert (shown.points, shown.voters) == ((15, 10), 5)


def test_the_search_finds_what_numbers_of_supporters_would_give_away() -> None:
    """How many people gave a priority anything, beside the sums: no longer secret."""

    def publish(world: Sequence[str]) -> Any:
        return as_shown(world), tuple(sum(laid[at] != "0" for laid in world) for at in range(2))

    assert worked_out(5, 2, publish)


# --- All of it together ---------------------------------------------------------------------------


def held(knowledge: Knowledge, votes: Sequence[str], laid: Sequence[str]) -> Any:
    """All that a workshop shows from a reveal to its minutes: five of one agency, then others."""
    hall: Hall = open_hall(longest_guide(knowledge.content.workshop))
    for voter in range(len(votes)):
        hall.join(str(voter), "pupr" if voter < 5 else "dlh")
    hall.control("start").vote_all("".join(votes)).control("reveal")
    shown = [hall.board, *hall.look()]
    hall.control("accept")
    for question in range(4):
        hall.vote_all(str(question % 2) * 7).control("reveal").control("accept")
    hall.control("weigh")
    for voter, points in enumerate(laid):
        for place, number in enumerate(points):
            hall.lays(str(voter), *[place] * int(number))
    hall.control("reveal")
    shown += hall.look()
    hall.control("finish-yes")
    room = hall.room.turnout(hall.workshop)
    return [*shown, published(hall), slide(hall.workshop, room, hall.guide), hall.look()]


def test_the_minutes_the_attendance_and_all_pages_tell_the_same_of_rooms_with_the_same_totals(
    knowledge: Knowledge,
) -> None:
    """Who stands where in the list of people, and who laid which points, changes no letter."""
    told: dict[int, set[str]] = defaultdict(set)
    rooms = [
        (*one, *other)
        for one in combinations_with_replacement("03", 5)
        for other in combinations_with_replacement("03", 2)
    ]
    laid = ["5000", "4100", "3110", "1112", "0005", "2300", "0050"]
    for room in rooms:
        # The same people with the votes of others; the last agency's too.
        for votes in {room, (*room[4::-1], *room[:4:-1])}:
            for points in (laid, laid[3:] + laid[:3]):
                told[votes.count("0")].add(repr(held(knowledge, votes, points)))
    assert len(told) == 8
    assert all(len(each) == 1 for each in told.values())
