"""What a room voted on one question: counts, the middle, the spread, and nobody's name.

Every threshold of the reveal stands in this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from conversations.workshop.questions import UNKNOWN, has_steps, options_of

# Below this many voters an agency, or a whole room, would show how somebody voted.
SMALLEST_GROUP: Final = 3
# Where those without an agency, and agencies too small to be shown, are counted together.
OTHERS: Final = "others"

# agreed: at least three quarters of those who named a step named the same one.
# camps: else, two steps have at least a quarter each and three quarters together.
# wide: else. none: nobody named a step.
Spread = Literal["agreed", "camps", "wide", "none"]


@dataclass(frozen=True, slots=True)
class Camp:
    """One side of a divided room: the step in its middle, and how many voters it has."""

    option: str
    voters: int


@dataclass(frozen=True, slots=True)
class AgencyStep:
    """The middle of one agency's votes; never fewer than SMALLEST_GROUP voters."""

    agency: str
    voters: int
    median: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one question, counted.

    counts: (option, votes) for each option of the question, in their order, "unknown" last.
    agencies: side by side, or empty where showing any could tell how somebody voted.
    """

    question: str
    counts: tuple[tuple[str, int], ...]
    agencies: tuple[AgencyStep, ...] = ()

    @property
    def voters(self) -> int:
        """How many voted."""
        return sum(votes for _, votes in self.counts)

    @property
    def unknown(self) -> int:
        """How many do not know: a finding of its own, apart from the steps."""
        return dict(self.counts)[UNKNOWN]

    @property
    def named(self) -> int:
        """How many named a step."""
        return self.voters - self.unknown

    @property
    def median(self) -> str | None:
        """The lower median of those who named a step; for domains the one named most."""
        steps = self._steps()
        if not self.named:
            return None
        if not has_steps(self.question):
            return max(steps, key=lambda step: step[1])[0]
        return _lower_median(steps)

    @property
    def data_is_missing(self) -> bool:
        """Whether at least a third of the voters do not know."""
        return self.unknown > 0 and 3 * self.unknown >= self.voters

    @property
    def proposal(self) -> str | None:
        """What the room would accept.

        The median; "unknown" where more do not know than name a step; for domains all that at
        least a third of those who named one named, joined by "+". None without votes.
        """
        if not self.voters:
            return None
        if self.unknown > self.named:
            return UNKNOWN
        if has_steps(self.question):
            return self.median
        return "+".join(option for option, votes in self._steps() if 3 * votes >= self.named)

    @property
    def spread(self) -> Spread:
        """How far apart the room is."""
        if not self.named:
            return "none"
        first, second = sorted((votes for _, votes in self._steps()), reverse=True)[:2]
        if 4 * first >= 3 * self.named:
            return "agreed"
        if 4 * second >= self.named and 4 * (first + second) >= 3 * self.named:
            return "camps"
        return "wide"

    @property
    def camps(self) -> tuple[Camp, Camp] | None:
        """The room in two sides, the lower steps first; None where all named the same step.

        The line is drawn where the smaller side is largest, and, among such places, where the
        sides are farthest apart. For domains: the two named most.
        """
        steps = [(option, votes) for option, votes in self._steps() if votes]
        if len(steps) < 2:
            return None
        if not has_steps(self.question):
            first, second = sorted(steps, key=lambda step: -step[1])[:2]
            return Camp(*first), Camp(*second)
        splits = [(_camp(steps[:i]), _camp(steps[i:])) for i in range(1, len(steps))]
        return max(splits, key=lambda split: (_smaller(split), _distance(split)))

    def _steps(self) -> list[tuple[str, int]]:
        return [(option, votes) for option, votes in self.counts if option != UNKNOWN]


def count(
    question: str, votes: Mapping[str, str], agencies: Mapping[str, str] | None = None
) -> Tally:
    """Count the votes on a question.

    votes: voter -> option; votes for options that the question lacks are left out.
    agencies: voter -> agency, of those who named one.
    """
    options = options_of(question)
    votes = {voter: option for voter, option in votes.items() if option in options}
    counted = Counter(votes.values())
    counts = tuple((option, counted[option]) for option in options)
    if not has_steps(question):
        return Tally(question, counts)
    return Tally(question, counts, _side_by_side(question, votes, agencies or {}))


def most_divided_first(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """The order of discussion.

    What is not agreed comes first; then the farther apart the camps are; then the more even
    they are; else the order in which they were asked.
    """
    return tuple(sorted(tallies, key=_division))


def _division(tally: Tally) -> tuple[bool, int, float]:
    camps = tally.camps
    if camps is None:
        return True, 0, 0.0
    return tally.spread == "agreed", -_distance(camps), -_smaller(camps) / tally.named


def _side_by_side(
    question: str, votes: Mapping[str, str], agencies: Mapping[str, str]
) -> tuple[AgencyStep, ...]:
    """The agencies that can be shown, largest first, the merged others last.

    Only those who named a step count. Agencies below SMALLEST_GROUP are merged; while the merge
    itself is below it, the next larger agency joins it, because the room's counts less the
    agencies shown would tell its votes. A single group left says nothing new: none is shown.
    """
    groups: dict[str, list[str]] = {}
    for voter, option in votes.items():
        if option != UNKNOWN:
            groups.setdefault(agencies.get(voter, OTHERS), []).append(option)
    merged = groups.pop(OTHERS, [])
    smallest_first = sorted(groups, key=lambda agency: (len(groups[agency]), agency))
    for agency in smallest_first:
        if len(groups[agency]) < SMALLEST_GROUP or 0 < len(merged) < SMALLEST_GROUP:
            merged = merged + groups.pop(agency)
    if 0 < len(merged) < SMALLEST_GROUP:
        return ()
    shown = [(agency, groups[agency]) for agency in reversed(smallest_first) if agency in groups]
    if merged:
        shown.append((OTHERS, merged))
    if len(shown) < 2:
        return ()
    return tuple(_agency_step(question, agency, given) for agency, given in shown)


def _agency_step(question: str, agency: str, given: Sequence[str]) -> AgencyStep:
    counted = Counter(given)
    steps = [(option, counted[option]) for option in options_of(question) if counted[option]]
    return AgencyStep(agency, len(given), _lower_median(steps))


def _lower_median(steps: Sequence[tuple[str, int]]) -> str:
    """The step of the middle voter, of the lower of the two in an even number."""
    middle = (sum(votes for _, votes in steps) + 1) // 2
    passed = 0
    for option, votes in steps:
        passed += votes
        if passed >= middle:
            return option
    raise ValueError("a median needs a vote")


def _camp(steps: Sequence[tuple[str, int]]) -> Camp:
    return Camp(_lower_median(steps), sum(votes for _, votes in steps))


def _smaller(camps: tuple[Camp, Camp]) -> int:
    return min(camp.voters for camp in camps)


def _distance(camps: tuple[Camp, Camp]) -> int:
    """How many steps lie between two camps; 1 where options are not steps."""
    low, high = (camp.option for camp in camps)
    return int(high) - int(low) if low.isdecimal() and high.isdecimal() else 1
