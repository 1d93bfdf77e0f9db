"""How far apart the votes on one question are, in a word.

The options are steps that climb, so nothing is averaged: what counts is where the votes stand.
The words follow what panels of experts use: consensus is a matter of the share of one answer and
of the distance between quartiles (von der Gracht, Consensus measurement in Delphi studies, 2012),
disagreement one of votes on both ends at once (Fitch and others, The RAND/UCLA Appropriateness
Method User's Manual, 2001). Of four steps quartiles tell little: one vote more or less moves them
from one step apart to two. So the distance here is that of the nearest steps that hold two thirds.

- few: fewer than three named a step, or fewer than do not know: nothing can be said of the room.
- agreed: at least three quarters of those who named a step named the same one.
- camps: at least a quarter stand below a step and a quarter above it, and on it fewer than on
  the fullest step of either side: a valley. A slope or a hump has none, however long it is.
- wide: no two neighbouring steps hold two thirds.
- close: all else; the differences are of a step.

`python -m tests.bench.spread` draws rooms of 6 to 60 people: of one opinion (each person's own
view 0.7 steps around it) it calls 1 % divided, that is camps or wide; of two real camps, two steps
apart, each at least a third of the room, 96 % where people stand 0.4 steps around their camp, and
89 % at 0.5. Where they stand as far as 0.7 steps around it, camps run into each other: 72 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

# none: nobody named a step.
Spread = Literal["agreed", "close", "wide", "camps", "few", "none"]

# Of fewer that name a step nothing is said.
_FEWEST = 3


def spread_of(steps: Sequence[int], unknown: int) -> Spread:
    """The word for a room. steps: votes on each step, lowest first. unknown: who do not know."""
    named = sum(steps)
    if not named:
        return "none"
    if named < max(_FEWEST, unknown):
        return "few"
    if 4 * max(steps) >= 3 * named:
        return "agreed"
    if any(_is_valley(steps, place) for place in range(1, len(steps) - 1)):
        return "camps"
    return "wide" if _is_wide(steps) else "close"


def spread_of_names(named: Sequence[int], unknown: int) -> Spread:
    """The word where options do not climb. Camps are two answers with a quarter each and three
    quarters together."""
    all_named = sum(named)
    first, second = sorted(named, reverse=True)[:2]
    if all_named < max(_FEWEST, unknown) or 4 * first >= 3 * all_named:
        return spread_of(named, unknown)
    both = 4 * second >= all_named and 4 * (first + second) >= 3 * all_named
    return "camps" if both else "wide"


def _is_valley(steps: Sequence[int], place: int) -> bool:
    below, above = steps[:place], steps[place + 1 :]
    smaller = min(sum(below), sum(above))
    return 4 * smaller >= sum(steps) and steps[place] < min(max(below), max(above))


def _is_wide(steps: Sequence[int]) -> bool:
    neighbours = max(one + other for one, other in pairwise(steps))
    return 3 * neighbours < 2 * sum(steps)
