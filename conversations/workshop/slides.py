"""The projector page as data: read-only, plain text, large enough for the last row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conversations.workshop.agenda import to_discuss
from conversations.workshop.guide import Guide
from conversations.workshop.pages import LINK, PRIORITIES_SHOWN
from conversations.workshop.questions import options_of
from conversations.workshop.result import joint_result
from conversations.workshop.state import Turnout, Workshop
from conversations.workshop.tally import Tally


@dataclass(frozen=True, slots=True)
class Bar:
    """One option on the projector; votes is None while they are hidden."""

    label: str
    votes: int | None


@dataclass(frozen=True, slots=True)
class Slide:
    """The projector page, plain text: what the page's script draws.

    link: the payload of the deep link behind the QR picture. timer_ends: seconds since 1970.
    total: what the longest possible bar stands for.
    """

    phase: str
    topic: str
    heading: str
    text: str
    turnout: str
    bars: tuple[Bar, ...]
    total: int
    findings: tuple[str, ...]
    timer_ends: int | None
    link: str


def slide(workshop: Workshop, turnout: Turnout, guide: Guide) -> Slide:
    """The projector page: what the board shows, for the last row of the hall."""
    current = workshop.current
    tally = current.tally if current and workshop.phase == "revealed" else None
    text, findings = _slide_texts(workshop, tally, guide)
    return Slide(
        "paused" if workshop.paused_at is not None else workshop.phase,
        workshop.topic,
        guide.ballots[current.question].name if current else guide.lists_of(workshop),
        text,
        guide.plain("slide-turnout", voted=turnout.voted, present=turnout.present)
        if workshop.phase == "voting"
        else guide.plain("slide-joined", joined=turnout.joined),
        _slide_bars(workshop, tally, guide),
        tally.voters if tally else 0,
        findings,
        workshop.timer_ends,
        LINK + workshop.id,
    )


def _slide_texts(
    workshop: Workshop, tally: Tally | None, guide: Guide
) -> tuple[str, tuple[str, ...]]:
    if tally is not None:
        return guide.ballots[tally.question].text, tuple(_plain_findings(tally, guide))
    match workshop.phase:
        case "voting":
            return guide.ballots[workshop.question].text, ()
        case "discussing":
            names = (guide.ballots[asked.question].name for asked in to_discuss(workshop))
            return guide.plain("slide-discussing"), tuple(names)
        case "finished":
            joint = joint_result(workshop)
            first = joint.advice.priorities[:PRIORITIES_SHOWN] if joint else ()
            return guide.plain("slide-finished"), tuple(guide.title(each.id) for each in first)
    return guide.plain("slide-lobby"), ()


def _plain_findings(tally: Tally, guide: Guide) -> Iterator[str]:
    if tally.median is not None:
        yield guide.step(tally.question, tally.median)
        yield guide.spread(tally.spread)
    if tally.unknown:
        yield guide.plain("slide-unknown", unknown=tally.unknown, voters=tally.voters)


def _slide_bars(workshop: Workshop, tally: Tally | None, guide: Guide) -> tuple[Bar, ...]:
    if tally is not None:
        return tuple(
            Bar(guide.step(tally.question, option), votes) for option, votes in tally.counts
        )
    if workshop.phase != "voting":
        return ()
    question = workshop.question
    return tuple(Bar(guide.step(question, option), None) for option in options_of(question))
