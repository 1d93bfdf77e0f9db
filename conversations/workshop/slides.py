"""The projector page as data: read-only, plain text, large enough for the last row."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from conversations.workshop.agenda import to_discuss
from conversations.workshop.findings import DISSENTS_SHOWN, PRIORITIES_SHOWN
from conversations.workshop.guide import Guide
from conversations.workshop.minutes import dissent_in_words
from conversations.workshop.private import LINK
from conversations.workshop.questions import has_steps, stage_of, workshop_options
from conversations.workshop.result import JointResult, divided, joint_result
from conversations.workshop.state import Turnout, Workshop, WorkshopQuestion
from conversations.workshop.tally import Tally
from conversations.workshop.weighing import both_orders
from knowledge.models.language import Language
from knowledge.models.questions import NEEDS


@dataclass(frozen=True, slots=True)
class Bar:
    """One option on the projector.

    votes: None while they are hidden. agencies: those whose middle it is, with their voters.
    earlier: (votes, all voters) of each round before, first one first.
    """

    label: str
    votes: int | None
    agencies: tuple[str, ...] = ()
    earlier: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Slide:
    """The projector page, plain text: what the page's script draws.

    link: the payload of the deep link behind the QR picture. timer_ends: seconds since 1970.
    total: what the longest possible bar stands for.
    region: "" if none is named, or the topic names it.
    progress: which question of how many is open or shown, and its round; "" between.
    steps: the first step of each priority in the findings, "" where there is none.
    dissents, caveat: on the last slide, on what the room was divided, and what this is not.
    """

    language: Language
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
    region: str = ""
    progress: str = ""
    steps: tuple[str, ...] = ()
    dissents: tuple[str, ...] = ()
    caveat: str = ""


def slide(workshop: Workshop, turnout: Turnout, guide: Guide) -> Slide:
    """The projector page: what the board shows, for the last row of the hall."""
    current = workshop.current
    tally = current.tally if current and workshop.phase == "revealed" else None
    text, findings = _slide_texts(workshop, tally, guide)
    closing = joint_result(workshop) if workshop.phase == "finished" else None
    return Slide(
        workshop.language,
        "paused" if workshop.paused_at is not None else workshop.phase,
        workshop.topic,
        _heading(workshop, guide),
        text,
        guide.plain("slide-turnout", voted=turnout.voted, present=turnout.present)
        if workshop.phase in {"voting", "weighing"}
        else guide.plain("slide-joined", joined=turnout.joined),
        _slide_bars(workshop, tally, guide),
        tally.voters if tally else _points(workshop),
        findings,
        workshop.timer_ends,
        LINK + workshop.id,
        "" if workshop.region.casefold() in workshop.topic.casefold() else workshop.region,
        _progress(workshop, guide),
        *(_closing(closing, workshop, guide) if closing else ()),
    )


def _progress(workshop: Workshop, guide: Guide) -> str:
    """Which question of how many is open or shown, and its round."""
    current = workshop.current
    if current is None or workshop.phase not in {"voting", "revealed"}:
        return ""
    number, count = workshop.asked.index(current) + 1, len(workshop.asked)
    return guide.plain("slide-progress", number=number, count=count, round=workshop.round_told)


def _closing(
    joint: JointResult, workshop: Workshop, guide: Guide
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """What the room takes home beside its priorities: first steps, dissent, what this is not."""
    told = (
        guide.told(each, workshop.region) for each in joint.advice.priorities[:PRIORITIES_SHOWN]
    )
    steps = tuple(": ".join(each.first_steps[0]) if each.first_steps else "" for each in told)
    dissents = tuple(dissent_in_words(each, guide) for each in joint.dissents[:DISSENTS_SHOWN])
    return steps, dissents, guide.plain("slide-caveat")


def _heading(workshop: Workshop, guide: Guide) -> str:
    match workshop.phase:
        case "voting" | "revealed":
            return guide.ballots[workshop.question].name
        case "discussing":
            return guide.stage(stage_of(workshop.question))
        case "weighing" | "weighed":
            return guide.plain("slide-weighing")
    return guide.lists_of(workshop)


def _slide_texts(
    workshop: Workshop, tally: Tally | None, guide: Guide
) -> tuple[str, tuple[str, ...]]:
    if tally is not None:
        return guide.ballots[tally.question].text, tuple(_plain_findings(tally, workshop, guide))
    match workshop.phase:
        case "voting":
            return guide.ballots[workshop.question].text, ()
        case "discussing":
            lines = tuple(_to_discuss(asked, guide) for asked in to_discuss(workshop))
            return guide.plain("slide-discussing" if lines else "slide-settled"), lines
        case "weighing":
            return guide.plain("slide-weigh-now"), ()
        case "weighed":
            return guide.plain("slide-weighed"), (guide.plain("slide-need"),)
        case "finished":
            return _result(workshop, guide)
    return guide.plain("slide-lobby"), ()


def _to_discuss(asked: WorkshopQuestion, guide: Guide) -> str:
    """A question with the sizes of its two camps, if it has camps."""
    tally, name = asked.tally, guide.ballots[asked.question].name
    if tally is None or tally.camps is None or not divided(tally):
        return name
    low, high = tally.camps
    spread = guide.spread(tally.spread)
    return guide.plain("slide-camps", name=name, spread=spread, few=low.voters, many=high.voters)


def _result(workshop: Workshop, guide: Guide) -> tuple[str, tuple[str, ...]]:
    joint = joint_result(workshop)
    if joint is None:
        return guide.plain("slide-finished-empty"), ()
    first = tuple(guide.title(each.id) for each in joint.advice.priorities[:PRIORITIES_SHOWN])
    return guide.plain("slide-finished" if first else "slide-nothing-to-do"), first


def _plain_findings(tally: Tally, workshop: Workshop, guide: Guide) -> Iterator[str]:
    rounds = _rounds(workshop)
    if len(rounds) > 1:
        numbers = " → ".join(str(number) for number in range(1, len(rounds) + 1))
        yield guide.plain("slide-rounds", rounds=numbers)
    if tally.named:
        key = "slide-median" if has_steps(tally.question) else "slide-most-named"
        yield guide.plain(key, step=guide.middle(tally))
        yield guide.plain("slide-spread", spread=guide.spread(tally.spread))
    if tally.unknown:
        yield guide.plain("slide-unknown", unknown=tally.unknown, voters=tally.voters)
    if figure := guide.official(tally.question, workshop.region):
        yield guide.plain("slide-official", figure=html.unescape(figure))
    if tally.by_agency:
        yield guide.plain("slide-agencies")


def _slide_bars(workshop: Workshop, tally: Tally | None, guide: Guide) -> tuple[Bar, ...]:
    if tally is not None:
        before = _rounds(workshop)[:-1]
        return tuple(
            Bar(
                guide.step(tally.question, option),
                votes,
                _agencies_at(option, tally, guide),
                tuple((each.counts[place][1], each.voters) for each in before),
            )
            for place, (option, votes) in enumerate(tally.counts)
        )
    if workshop.phase in {"weighing", "weighed"}:
        return tuple(_point_bars(workshop, guide))
    if workshop.phase != "voting":
        return ()
    question = workshop.question
    return tuple(Bar(guide.step(question, option), None) for option in workshop_options(question))


def _rounds(workshop: Workshop) -> tuple[Tally, ...]:
    """The rounds of the current question that count, first one first."""
    return workshop.current.counting if workshop.current else ()


def _point_bars(workshop: Workshop, guide: Guide) -> Iterator[Bar]:
    """The priorities in the rules' order, with the points of each once they are revealed."""
    weighing = workshop.weighing
    shown = both_orders(workshop) if workshop.phase == "weighed" else ()
    for each in shown:
        place = {"rules": each.by_rules or "–", "room": each.by_room or "–"}
        label = guide.plain("slide-order", title=_marked(each.priority, guide), **place)
        yield Bar(label, each.points)
    if weighing is not None and not shown:
        for number, id_ in enumerate(weighing.listed, start=1):
            yield Bar(f"{number} · {_marked(id_, guide)}", None)


def _marked(priority: str, guide: Guide) -> str:
    mark = guide.plain("need-mark") if priority in NEEDS else ""
    return f"{guide.title(priority)}{mark}"


def _points(workshop: Workshop) -> int:
    weighing = workshop.weighing
    return max(weighing.points, default=0) if weighing and workshop.phase == "weighed" else 0


def _agencies_at(option: str, tally: Tally, guide: Guide) -> tuple[str, ...]:
    return tuple(
        guide.plain("slide-agency", agency=guide.agency(group.agency), n=group.voters)
        for group in tally.by_agency
        if group.median == option
    )
