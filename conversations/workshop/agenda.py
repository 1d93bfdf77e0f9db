"""The way through the questions: which still wait for their vote or to be discussed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conversations.workshop.questions import stage_of
from conversations.workshop.state import Phase, Workshop, WorkshopQuestion
from conversations.workshop.tally import most_divided_first


def not_voted(workshop: Workshop) -> tuple[WorkshopQuestion, ...]:
    """The questions that were not voted on yet."""
    return tuple(asked for asked in workshop.asked if not asked.tally and not asked.skipped)


def skipped(workshop: Workshop) -> tuple[WorkshopQuestion, ...]:
    """The questions that were skipped, perhaps after a vote; they count as not discussed."""
    return tuple(asked for asked in workshop.asked if asked.skipped)


def to_discuss(workshop: Workshop) -> tuple[WorkshopQuestion, ...]:
    """The questions that are voted but not accepted, most divided first.

    Those of the current stage; when nothing is left to vote on, those of the other stages too.
    """
    here = _open(workshop.of_stage(stage_of(workshop.question)))
    return here if here or not_voted(workshop) else not_accepted(workshop)


def not_accepted(workshop: Workshop) -> tuple[WorkshopQuestion, ...]:
    """The questions of all stages that are voted but not accepted, most divided first."""
    return _open(workshop.asked)


def go_to(workshop: Workshop, question: str) -> Workshop:
    """Go to a question: show its votes if they were revealed, else open the vote."""
    asked = next(asked for asked in workshop.asked if asked.question == question)
    workshop = workshop.noting(replace(asked, skipped=False))
    phase: Phase = "revealed" if asked.tally else "voting"
    return replace(workshop, question=question, phase=phase, timer_ends=None)


def onward(workshop: Workshop) -> Workshop:
    """Go on after a question: to the rest of its stage, then the stage's discussion, then other
    stages.
    """
    stage = stage_of(workshop.question)
    waiting = not_voted(workshop)
    here = [asked for asked in waiting if stage_of(asked.question) == stage]
    if here:
        return go_to(workshop, here[0].question)
    if to_discuss(workshop) or not waiting:
        return replace(workshop, phase="discussing", timer_ends=None)
    return go_to(workshop, waiting[0].question)


def _open(asked: Iterable[WorkshopQuestion]) -> tuple[WorkshopQuestion, ...]:
    waiting = {
        each.question: each
        for each in asked
        if each.tally and each.accepted is None and not each.skipped and not each.noted
    }
    tallies = [each.tally for each in waiting.values() if each.tally]
    return tuple(waiting[tally.question] for tally in most_divided_first(tallies))
