"""The advice: from the answers of a diagnostic to ordered priorities, each with its reason.

`RULES` is the whole method. Read it from the top: the first rule that names something gives it
its place, a later one only adds to the reason; nothing is weighed or added up.
Sources: S1 (basic needs before all else; enablers carry the domains; four generations; the four
duties of a chief smart city officer). The order within a stage is our suggestion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Final

from conversations.advice.answers import Answers, ScoreOption
from knowledge.models.diagnostic import RuleId, Stage
from knowledge.models.questions import DOMAINS, DUTIES, ENABLERS, NEEDS, QUESTION, UNKNOWN

# One answer that put a priority where it is: the question's id and what was answered.
Because = tuple[str, int | str]


@dataclass(frozen=True, slots=True)
class Priority:
    """One thing to work on.

    rank: 1 is first.
    rule: the rule that gave it its place; the content says it in words.
    because: the answers that rule looked at.
    """

    id: str
    rank: int
    stage: Stage
    rule: RuleId
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """The generation that the person gave, and all priorities in order."""

    generation: int | None
    priorities: tuple[Priority, ...]


Reasons = tuple[str, tuple[Because, ...]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: which priorities it names, equals by their `tie` in the table of questions."""

    id: RuleId
    stage: Stage
    names: Callable[[Answers], Iterable[Reasons]]


Given = tuple[ScoreOption | None, ...]


def scored(ids: Sequence[str], score: int) -> Callable[[Answers], Iterable[Reasons]]:
    """Name those of a stage that were answered with exactly this score."""
    ordered = sorted(ids, key=lambda id_: QUESTION[id_].tie)

    def names(given: Given) -> Iterable[Reasons]:
        pairs = zip(ordered, given, strict=True)
        return tuple((id_, ((id_, score),)) for id_, answer in pairs if answer == score)

    return _from_answers_to(ordered, names)


def unknown(ids: Sequence[str]) -> Callable[[Answers], Iterable[Reasons]]:
    """Name the measuring of what is unknown in a stage, if anything is."""

    def names(given: Given) -> Iterable[Reasons]:
        pairs = zip(ids, given, strict=True)
        because = tuple((id_, UNKNOWN) for id_, answer in pairs if answer == UNKNOWN)
        return (("data", because),) if because else ()

    return _from_answers_to(ids, names)


def citizens_are_next(answers: Answers) -> Iterable[Reasons]:
    """From generation 3 the next rung is co-creation, once the ground is sound."""
    if answers.generation == 3 and _ground_is_at_least(2, answers):
        return (("co-creation", (("generation", 3),)),)
    return ()


def nothing_else_is_missing(answers: Answers) -> Iterable[Reasons]:
    """With every need and enabler good, even generations 1 and 2 may go to co-creation."""
    generation = answers.generation
    if generation in (1, 2) and _ground_is_at_least(3, answers):
        return (("co-creation", (("generation", generation),)),)
    return ()


def chosen(answers: Answers) -> Iterable[Reasons]:
    """Name the domains that the city chose."""
    if not answers.domains:
        return ()
    return [(id_, (("domains", id_),)) for id_ in DOMAINS if id_ in answers.domains]


def _from_answers_to(
    ids: Sequence[str], names: Callable[[Given], Iterable[Reasons]]
) -> Callable[[Answers], Iterable[Reasons]]:
    """Look at the answers to these questions only, and remember what they led to."""
    # itemgetter gives no tuple for a single id.
    answers_to = itemgetter(*ids) if len(ids) > 1 else lambda given: (given[ids[0]],)
    # A stage has at most 6^5 different answers; caching makes advice twice as fast.
    remembered = cache(names)
    return lambda answers: remembered(answers_to(answers.given))


RULES: Final[tuple[Rule, ...]] = (
    Rule("critical-need", "need", scored(NEEDS, 0)),
    Rule("weak-need", "need", scored(NEEDS, 1)),
    Rule("measure-needs", "data", unknown(NEEDS)),
    Rule("critical-enabler", "enabler", scored(ENABLERS, 0)),
    Rule("weak-enabler", "enabler", scored(ENABLERS, 1)),
    Rule("measure-enablers", "data", unknown(ENABLERS)),
    Rule("missing-duty", "duty", scored(DUTIES, 0)),
    Rule("weak-duty", "duty", scored(DUTIES, 1)),
    Rule("measure-duties", "data", unknown(DUTIES)),
    Rule("next-rung", "generation", citizens_are_next),
    Rule("last-rung", "generation", nothing_else_is_missing),
    Rule("chosen-domain", "domain", chosen),
    Rule("gaps-in-need", "need", scored(NEEDS, 2)),
    Rule("gaps-in-enabler", "enabler", scored(ENABLERS, 2)),
    Rule("gaps-in-duty", "duty", scored(DUTIES, 2)),
)


def advise(answers: Answers) -> Advice:
    """Return every priority that applies, first things first; empty if nothing is left to do."""
    found: dict[str, tuple[Rule, tuple[Because, ...]]] = {}
    for rule in RULES:
        for id_, because in rule.names(answers):
            if id_ in found:
                first, so_far = found[id_]
                found[id_] = (first, so_far + because)
            else:
                found[id_] = (rule, because)
    priorities = tuple(
        [
            _priority(id_, rank, rule.stage, rule.id, because)
            for rank, (id_, (rule, because)) in enumerate(found.items(), start=1)
        ]
    )
    return Advice(answers.generation, priorities)


# There are only a few thousand different priorities, and a cache is faster than making one.
_priority = cache(Priority)


def _ground_is_at_least(score: int, answers: Answers) -> bool:
    """Whether every need and enabler is known to stand at this score or better."""
    return all(given in _AT_LEAST[score] for given in _ground(answers.given))


_ground = itemgetter(*NEEDS, *ENABLERS)
_AT_LEAST = {2: (2, 3), 3: (3,)}
