"""The priority vote: each person lays five points on what the rules list, and nobody sees whose.

Only the sums are ever shown, and only of at least five people who have laid all their points. So
one of them, who knows the own points, learns of another's only what the sums force: where all
others put everything on the same priority. The search in test_workshop_secrecy.py shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from conversations.workshop.result import joint_result
from conversations.workshop.state import POINTS, WEIGHING, Weighing, Workshop, points_laid
from knowledge.models.questions import NEEDS

# As for agencies: of fewer, sums tell too much.
SMALLEST_WEIGHING: Final = 5
# So many priorities are weighed. Chosen: the list and its buttons fit a phone.
_MOST: Final = 7


@dataclass(frozen=True, slots=True)
class InBothOrders:
    """One priority in both orders.

    by_rules: its place in the rules' order, None if the answers have changed since and it is no
    priority any more. by_room: its place by points, equal ones share it; None without points.
    need: a basic need, which the rules put first.
    """

    priority: str
    by_rules: int | None
    by_room: int | None
    points: int
    need: bool


def opened(workshop: Workshop) -> Workshop | None:
    """With the priority vote open; None where fewer than two priorities are listed."""
    joint = joint_result(workshop)
    listed = tuple(each.id for each in joint.advice.priorities[:_MOST]) if joint else ()
    if len(listed) < 2:
        return None
    return replace(
        workshop,
        phase="weighing",
        question=WEIGHING,
        weighing=Weighing(listed),
        timer_ends=None,
    )


def counted(weighing: Weighing, votes: Iterable[str]) -> Weighing | None:
    """With the points of all who laid all of theirs; None if they are too few.

    votes: each person's points, a digit for each priority.
    """
    whole = [laid for laid in votes if points_laid(laid) == POINTS]
    if len(whole) < SMALLEST_WEIGHING:
        return None
    sums = tuple(sum(map(int, column)) for column in zip(*whole, strict=True))
    return replace(weighing, points=sums, voters=len(whole))


def with_one_more(laid: str, place: int, listed: int) -> str | None:
    """A person's points with one more on a priority; None if all are laid.

    laid: the points so far, or "" for none. place: counts from 0. listed: how many there are.
    """
    points = [int(digit) for digit in laid or "0" * listed]
    if sum(points) >= POINTS:
        return None
    points[place] += 1
    return "".join(map(str, points))


def both_orders(workshop: Workshop) -> tuple[InBothOrders, ...]:
    """All that was weighed, in the rules' order as it is now; empty before the reveal."""
    weighing = workshop.weighing
    if weighing is None or not weighing.points:
        return ()
    joint = joint_result(workshop)
    ranks = {each.id: each.rank for each in joint.advice.priorities} if joint else {}
    weighed = [
        InBothOrders(
            id_,
            ranks.get(id_),
            1 + sum(other > points for other in weighing.points) if points else None,
            points,
            id_ in NEEDS,
        )
        for id_, points in zip(weighing.listed, weighing.points, strict=True)
    ]
    return tuple(sorted(weighed, key=lambda each: (each.by_rules is None, each.by_rules)))
