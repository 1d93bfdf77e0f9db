"""What a room voted on one question: counts, the middle, the spread, and nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from conversations.workshop.questions import has_steps, workshop_options
from conversations.workshop.secrecy import agencies_to_show
from conversations.workshop.spread import Spread, spread_of, spread_of_names
from knowledge.models.questions import UNKNOWN

# What is discussed first: where the room is farthest apart; last, where there is nothing to say.
_FARTHEST_FIRST: Final[tuple[Spread, ...]] = ("camps", "wide", "close", "few", "none", "agreed")


@dataclass(frozen=True, slots=True)
class Camp:
    """One side of a divided room: the step in its middle, and how many voters it has."""

    option: str
    voters: int


@dataclass(frozen=True, slots=True)
class AgencyStep:
    """The middle of one agency's votes.

    voters: all of it who voted. median: the lower one of those who named a step; "unknown" where
        more do not know.
    """

    agency: str
    voters: int
    median: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one question, counted.

    counts: (option, votes) for each option of the question, in their order, "unknown" last.
    by_agency: those that can be shown without telling how anybody voted, largest first.

    What was saved as `agencies` came of a rule that gave votes away; it is not read any more.
    """

    question: str
    counts: tuple[tuple[str, int], ...]
    by_agency: tuple[AgencyStep, ...] = ()

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
    def middle(self) -> tuple[str, ...]:
        """The step of the middle voter among those who named one.

        Two where it is a tie: an even number, half of it on the lower step or below. For domains
        those named most. Empty where nobody named a step.
        """
        steps = self._steps()
        if not self.named:
            return ()
        if not has_steps(self.question):
            most = max(votes for _, votes in steps)
            return tuple(option for option, votes in steps if votes == most)
        low, high = _lower_median(steps), _lower_median(steps[::-1])
        return (low,) if low == high else (low, high)

    @property
    def is_tied(self) -> bool:
        """Whether the middle falls between two steps, so that neither is the room's."""
        return has_steps(self.question) and len(self.middle) > 1

    @property
    def data_is_missing(self) -> bool:
        """Whether at least a third of the voters do not know."""
        return self.unknown > 0 and 3 * self.unknown >= self.voters

    @property
    def proposal(self) -> str | None:
        """What the room would accept.

        The middle; "unknown" where more do not know than name a step; for domains all that at
        least a third of those who named one named, joined by "+". None without votes and in a
        tie.
        """
        if not self.voters:
            return None
        if self.unknown > self.named:
            return UNKNOWN
        if has_steps(self.question):
            return None if self.is_tied else self.middle[0]
        return "+".join(option for option, votes in self._steps() if 3 * votes >= self.named)

    @property
    def to_choose(self) -> tuple[str, ...]:
        """In a tie, the two steps of which those who lead may accept one after the discussion."""
        return self.middle if self.proposal is None else ()

    @property
    def spread(self) -> Spread:
        """How far apart the room is."""
        word = spread_of if has_steps(self.question) else spread_of_names
        return word([votes for _, votes in self._steps()], self.unknown)

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
    options = workshop_options(question)
    votes = {voter: option for voter, option in votes.items() if option in options}
    tally = Tally(question, _counted(options, votes.values()))
    if not agencies or not has_steps(question):
        return tally
    given: dict[str, list[str]] = {}
    for voter, option in votes.items():
        if voter in agencies:
            given.setdefault(agencies[voter], []).append(option)
    steps = {option: number for option, number in tally.counts if option != UNKNOWN}
    sizes = {agency: len(its) for agency, its in given.items()}
    shown = agencies_to_show(steps, sizes, tally.voters)
    return replace(
        tally, by_agency=tuple(_agency_step(options, agency, given[agency]) for agency in shown)
    )


def most_divided_first(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """The order of discussion.

    Camps come first, what is agreed last; then the farther apart the sides are; then the more
    even they are; else the order in which they were asked.
    """
    return tuple(sorted(tallies, key=_division))


def _division(tally: Tally) -> tuple[int, int, float]:
    place, camps = _FARTHEST_FIRST.index(tally.spread), tally.camps
    if camps is None:
        return place, 0, 0.0
    return place, -_distance(camps), -_smaller(camps) / tally.named


def _agency_step(options: Sequence[str], agency: str, given: Sequence[str]) -> AgencyStep:
    counts = _counted(options, given)
    steps = [(option, votes) for option, votes in counts if option != UNKNOWN]
    unknown = given.count(UNKNOWN)
    most_know = 2 * unknown <= len(given)
    return AgencyStep(agency, len(given), _lower_median(steps) if most_know else UNKNOWN)


def _counted(options: Sequence[str], given: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(given)
    return tuple((option, counted[option]) for option in options)


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
