"""The questions of a workshop: those of the diagnostic, a vote on each."""

from __future__ import annotations

from knowledge.models.questions import OPTIONS, QUESTION, UNKNOWN


def stage_of(question: str) -> str:
    """The stage that a question belongs to."""
    return QUESTION[question].stage


def workshop_options(question: str) -> tuple[str, ...]:
    """The options of a question in their order, "unknown" last.

    One person, one vote: of domains the one that matters most.
    """
    return (*OPTIONS[question], UNKNOWN)


def has_steps(question: str) -> bool:
    """Whether the options climb from low to high, so that there is a middle; domains do not."""
    return QUESTION[question].kind != "domains"
