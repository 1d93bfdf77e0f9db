"""A plan being made: what is chosen, and what is asked about it next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Planning:
    """Steps of a result that a person is taking on, one after the other.

    run: of the result. priority: the one whose steps are offered, "" for the first of each.
    chosen: "priority.step" of each step that is still to be agreed, in their order.
    asks: what is typed or tapped next, "" while steps are chosen. agency, person: of the first
    chosen step, once they are known. moving: the number of the item that gets a new day, 0 for
    none.
    """

    run: int = 0
    priority: str = ""
    chosen: tuple[str, ...] = ()
    asks: Literal["", "agency", "person", "date"] = ""
    agency: str = ""
    person: str = ""
    moving: int = 0
