"""The questions of a workshop: those of the diagnostic, a vote on each."""

from __future__ import annotations

from typing import Final, Literal, get_args

from knowledge.models.diagnostic import DOMAINS, DUTIES, ENABLERS, NEEDS

WorkshopStage = Literal["needs", "enablers", "generation", "duties", "domains"]
STAGES: Final[tuple[WorkshopStage, ...]] = get_args(WorkshopStage)

QUESTIONS_OF: Final[dict[WorkshopStage, tuple[str, ...]]] = {
    "needs": NEEDS,
    "enablers": ENABLERS,
    "generation": ("generation",),
    "duties": DUTIES,
    "domains": ("domains",),
}
QUESTIONS: Final = tuple(question for stage in STAGES for question in QUESTIONS_OF[stage])

UNKNOWN: Final = "unknown"
_SCORES = ("0", "1", "2", "3", UNKNOWN)
_GENERATIONS = ("1", "2", "3", "4", UNKNOWN)
# One person, one vote: here for the domain that matters most.
_DOMAINS = (*DOMAINS, UNKNOWN)


def stage_of(question: str) -> WorkshopStage:
    """The stage that a question belongs to."""
    return next(stage for stage in STAGES if question in QUESTIONS_OF[stage])


def options_of(question: str) -> tuple[str, ...]:
    """The options of a question in their order, "unknown" last."""
    match question:
        case "generation":
            return _GENERATIONS
        case "domains":
            return _DOMAINS
    return _SCORES


def has_steps(question: str) -> bool:
    """Whether the options climb from low to high, so that there is a middle; domains do not."""
    return question != "domains"
