"""Both orders of the priorities, by the rules and by the room, in words."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.workshop.guide import Guide
from conversations.workshop.state import Workshop
from conversations.workshop.weighing import both_orders


@dataclass(frozen=True, slots=True)
class MinutedOrder:
    """A priority in both orders: by the rules and by the points of the room.

    by_rules: its place, None if later answers took it off the list. by_room: its place by points,
    equal ones share it; None without points. need: a basic need, which the rules put first.
    """

    title: str
    by_rules: int | None
    by_room: int | None
    points: int
    need: bool


def minuted_orders(workshop: Workshop, guide: Guide) -> tuple[MinutedOrder, ...]:
    """All that was weighed, in the rules' order; empty before the points are revealed."""
    return tuple(
        MinutedOrder(
            guide.title(each.priority), each.by_rules, each.by_room, each.points, each.need
        )
        for each in both_orders(workshop)
    )
