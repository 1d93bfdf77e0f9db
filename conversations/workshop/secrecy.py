"""Which agencies a reveal may show beside the totals, so that no vote can be worked out.

The rule: an agency is shown from five voters on; the smallest ones are left out again until
those who named another step than the most common one are at least two more than half of each
shown agency (and one) together; and only in the first round of a question. So the more a room
is of one mind, the fewer agencies it shows, and there the least is to compare.

What somebody can know who wants to find out: the totals, each shown agency with its voters and
its middle, who voted and from where, and one vote, the own one. Why no other vote is fixed by it:

1. What is chosen to be shown depends on the totals and on how many voted from where, never on
   which agency voted what. So neither what is shown nor what is missing tells anything more.
2. Two people of one agency, or two of those not shown, may have had each other's votes: nothing
   shown would differ. So a vote could be fixed only where all others there (but for the own
   vote) voted the same, x.
3. There one of them may have had the vote of somebody elsewhere who did not vote x, if the
   middles stay. Theirs does: of five, at least three are still x. The other agency's changes
   only where its votes other than x are just enough for its middle: half of its voters and one
   at most. Those who are not shown have no middle that could change. So somebody is found if more
   people named a step other than x than all other agencies need, with one more for the own vote.
   With x "unknown" it is the same.

Left is what the totals alone tell: where all others voted the same, each of them is known. With
two voters that is always so; a room is revealed from three on.

Between two rounds people change their minds, so totals of two rounds fix nothing; middles of the
same agency, before and after somebody came or left, would be a strong hint all the same. Hence
the first round only, even if that one was revealed by accident. Whoever is sure that nobody has
changed a vote between two rounds, and that one person left, reads that person's vote from the
totals: totals are for all to see, and no rule about agencies can help there.

This is complementary suppression as statistical offices know it (Hundepool and others,
Statistical Disclosure Control, 2012, chapters 4 and 5), decided by what is public anyway, as in
simulatable auditing (Kenthapadi, Mishra and Nissim, 2005).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# With one vote known, the others of two more people are not told by the totals.
SMALLEST_ROOM: Final = 3
# With one vote known and one other exchanged, three of five still make the middle.
SMALLEST_AGENCY: Final = 5
# The own vote, and one that somebody else may have had.
SPARE: Final = 2


def agencies_to_show(steps: Mapping[str, int], sizes: Mapping[str, int], voters: int) -> list[str]:
    """The agencies whose middle may be shown, largest first.

    steps: votes by step, without "unknown". sizes: voters by agency, whatever they voted.
    voters: all in the room, with those who named no agency.
    """
    elsewhere = sum(steps.values()) - max(steps.values(), default=0)
    shown = sorted(
        (agency for agency, size in sizes.items() if size >= SMALLEST_AGENCY),
        key=lambda agency: (-sizes[agency], agency),
    )
    while shown and elsewhere < _needed([sizes[agency] for agency in shown], voters):
        shown.pop()
    # Of a single agency that is the whole room the totals have told all.
    return [] if [sizes[agency] for agency in shown] == [voters] else shown


def _needed(sizes: list[int], voters: int) -> int:
    """How many must have named another step than the most common one."""
    halves = [size // 2 + 1 for size in sizes]
    # Votes are worked out of the smallest last; those not shown need none themselves.
    spared = min(halves) if sum(sizes) == voters else 0
    return sum(halves) - spared + SPARE
