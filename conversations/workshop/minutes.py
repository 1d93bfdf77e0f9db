"""The minutes as data: texts and numbers in reading order, from which files are made."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from conversations.advice.rules import Priority
from conversations.workshop.agreeing import PRIORITIES_AGREED
from conversations.workshop.guide import Guide, PriorityText
from conversations.workshop.orders import MinutedOrder, minuted_orders
from conversations.workshop.questions import has_steps, stage_of, workshop_options
from conversations.workshop.recording import (
    NOTHING_KEPT,
    NOTHING_RECORDED,
    FollowUp,
    Kept,
    Note,
    Record,
)
from conversations.workshop.result import (
    Dissent,
    JointResult,
    answer_to,
    because_of,
    joint_result,
    undecided,
)
from conversations.workshop.state import Workshop, WorkshopQuestion
from conversations.workshop.tally import Tally
from knowledge.models.language import Language


@dataclass(frozen=True, slots=True)
class MinutedRound:
    """One round of one question.

    heading: "Round 1", of those that count. counts: (label, votes), "don't know" last.
    median, spread: in words; of a tie both steps.
    agencies: (agency, voters, median in words); those that give nobody's vote away.
    """

    heading: str
    voters: int
    counts: tuple[tuple[str, int], ...]
    median: str
    spread: str
    agencies: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class MinutedQuestion:
    """One question.

    part, stage: the stage's id and its title. steps: whether its options climb from low to high.
    answer: the joint one, "" where there is none; chosen: its places in the counts of each round.
    outcome: how the answer came about. official: the region's official figure; may be empty.
    notes: the arguments of its discussion.
    """

    part: str
    stage: str
    name: str
    text: str
    rounds: tuple[MinutedRound, ...]
    answer: str
    outcome: str
    steps: bool
    chosen: tuple[int, ...]
    official: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutedPriority:
    """One joint priority, told as the content tells it.

    because: the answers that put it there. first_steps: (when, what).
    divided: the room was, on one of these answers.
    sources: places among the sources of the minutes, starting at 1.
    """

    rank: int
    title: str
    because: tuple[str, ...]
    divided: bool
    headline: str
    first_steps: tuple[tuple[str, str], ...]
    who: str
    money: str
    indicator: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MinutedDissent:
    """A question on which the room stayed divided.

    text: all of it in one sentence. answer, ours: the joint answer, and the votes on its side.
    other, theirs: the other camp's answer, and its votes. change: what if the others were right.
    """

    name: str
    text: str
    answer: str
    ours: int
    other: str
    theirs: int
    change: str


@dataclass(frozen=True, slots=True)
class MinutedFollowUp:
    """What follows from a joint priority. step: the first one.

    owner, person: who does it, each "" where nothing was agreed. due: "2026-01-31", or "".
    """

    title: str
    step: str
    owner: str
    person: str
    due: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that a workshop takes home; nobody's vote can be told from it.

    opened_at, finished_at: seconds since 1970. roles: (agency, participants).
    followups: of the first priorities. notes_apart: arguments on no question.
    attendees: (name, agency) of those who agreed to be named.
    undecided: the questions that stayed tied, by name.
    notes: what the reader has to know to judge the result. sources: a line each.
    orders: both orders of the priorities, in the rules' order; empty without a priority vote.
    weighed_by: how many laid points.
    """

    language: Language
    title: str
    topic: str
    region: str
    opened_at: int
    finished_at: int | None
    leaders: tuple[str, ...]
    attendance: int
    roles: tuple[tuple[str, int], ...]
    questions: tuple[MinutedQuestion, ...]
    priorities: tuple[MinutedPriority, ...]
    dissents: tuple[MinutedDissent, ...]
    undecided: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    orders: tuple[MinutedOrder, ...] = ()
    weighed_by: int = 0
    record: Record = NOTHING_RECORDED
    followups: tuple[MinutedFollowUp, ...] = ()
    notes_apart: tuple[str, ...] = ()
    attendees: tuple[tuple[str, str], ...] = ()


def minutes(workshop: Workshop, guide: Guide, kept: Kept = NOTHING_KEPT) -> Minutes:
    """The minutes of a finished workshop: made from its totals, so also when votes are deleted."""
    joint, region = joint_result(workshop), workshop.region
    told = [(each, guide.told(each, region)) for each in joint.advice.priorities] if joint else []
    sources = _sources(text for _, text in told)
    return Minutes(
        guide.language,
        guide.plain("minutes"),
        workshop.topic,
        workshop.region,
        workshop.opened_at,
        workshop.finished_at,
        tuple(leader.name for leader in workshop.leaders),
        sum(people for _, people in workshop.attendance),
        tuple((guide.agency(agency), people) for agency, people in workshop.attendance),
        tuple(_question(asked, region, kept.notes, guide) for asked in workshop.asked),
        tuple(_priorities(joint, told, sources, guide)) if joint else (),
        tuple(_dissent(dissent, guide) for dissent in joint.dissents) if joint else (),
        tuple(guide.ballots[question].name for question in undecided(workshop)),
        tuple(guide.plain(note) for note in ("note-answers", "note-privacy", "note-spread")),
        sources,
        minuted_orders(workshop, guide),
        workshop.weighing.voters if workshop.weighing else 0,
        workshop.record,
        tuple(
            _followup(workshop.followup(priority.id), text, guide)
            for priority, text in told[:PRIORITIES_AGREED]
        ),
        _notes_on("", kept.notes, guide),
        tuple((one.name, guide.agency(one.agency)) for one in kept.names),
    )


def _followup(agreed: FollowUp, told: PriorityText, guide: Guide) -> MinutedFollowUp:
    step = next((": ".join(step) for step in told.first_steps), "")
    owner = guide.agency(agreed.owner) if agreed.owner else ""
    return MinutedFollowUp(told.title, step, owner, agreed.person, agreed.due)


def _notes_on(question: str, notes: Iterable[Note], guide: Guide) -> tuple[str, ...]:
    return tuple(
        guide.plain("noted-by", name=note.name, text=note.text) if note.name else note.text
        for note in notes
        if note.question == question
    )


def dissent_in_words(dissent: Dissent, guide: Guide) -> str:
    """One sentence: who was how many, and what would change if the other camp were right."""
    return guide.plain(
        "dissent",
        name=guide.ballots[dissent.question].name,
        ours=dissent.ours.voters,
        theirs=dissent.theirs.voters,
        other=guide.step(dissent.question, dissent.theirs.option),
        change=_change(dissent, guide),
    )


def _dissent(dissent: Dissent, guide: Guide) -> MinutedDissent:
    return MinutedDissent(
        guide.ballots[dissent.question].name,
        dissent_in_words(dissent, guide),
        guide.step(dissent.question, dissent.accepted),
        dissent.ours.voters,
        guide.step(dissent.question, dissent.theirs.option),
        dissent.theirs.voters,
        _change(dissent, guide),
    )


def _change(dissent: Dissent, guide: Guide) -> str:
    return "; ".join(_changes(dissent, guide))


def _changes(dissent: Dissent, guide: Guide) -> Iterator[str]:
    if dissent.changes_nothing:
        yield guide.plain("changes-nothing")
    if dissent.enters:
        yield guide.plain("enters", names=", ".join(map(guide.title, dissent.enters)))
    if dissent.leaves:
        yield guide.plain("leaves", names=", ".join(map(guide.title, dissent.leaves)))
    if dissent.place:
        before, after = dissent.place
        yield guide.plain("moves", name=guide.title(dissent.question), before=before, after=after)


def _question(
    asked: WorkshopQuestion, region: str, notes: Iterable[Note], guide: Guide
) -> MinutedQuestion:
    ballot = guide.ballots[asked.question]
    answer = answer_to(asked)
    part = stage_of(asked.question)
    options = workshop_options(asked.question)
    return MinutedQuestion(
        part,
        guide.stage(part),
        ballot.name,
        ballot.text,
        tuple(_round(number, shown, guide) for number, shown in enumerate(asked.counting, start=1)),
        guide.step(asked.question, answer) if answer is not None else "",
        guide.plain(_outcome(asked)),
        has_steps(asked.question),
        tuple(options.index(option) for option in answer.split("+")) if answer else (),
        html.unescape(guide.official(asked.question, region)) if asked.tally else "",
        _notes_on(asked.question, notes, guide),
    )


def _outcome(asked: WorkshopQuestion) -> str:
    if asked.accepted is not None:
        orally = asked.tally is not None and asked.accepted != asked.tally.proposal
        return "agreed-orally" if orally else "accepted"
    if asked.skipped:
        return "skipped"
    if asked.noted:
        return "no-agreement"
    if asked.tally is None:
        return "not-voted"
    return "undecided" if asked.tally.proposal is None else "not-accepted"


def _round(number: int, tally: Tally, guide: Guide) -> MinutedRound:
    question = tally.question
    return MinutedRound(
        guide.plain("round", number=number),
        tally.voters,
        tuple((guide.step(question, option), votes) for option, votes in tally.counts),
        guide.middle(tally),
        guide.spread(tally.spread),
        tuple(
            (guide.agency(group.agency), group.voters, guide.step(question, group.median))
            for group in tally.by_agency
        ),
    )


def _sources(told: Iterable[PriorityText]) -> tuple[str, ...]:
    """Those of all priorities, each once, in the order in which they are needed."""
    return tuple(dict.fromkeys(line for text in told for line in text.sources))


def _priorities(
    joint: JointResult,
    texts: Sequence[tuple[Priority, PriorityText]],
    sources: tuple[str, ...],
    guide: Guide,
) -> Iterator[MinutedPriority]:
    for priority, told in texts:
        yield MinutedPriority(
            priority.rank,
            told.title,
            tuple(
                _reason(question, option, guide)
                for question, option in because_of(priority.because)
            ),
            joint.is_disputed(priority),
            told.headline,
            told.first_steps,
            told.who,
            told.money,
            told.indicator,
            tuple(sources.index(line) + 1 for line in told.sources),
        )


def _reason(question: str, option: str, guide: Guide) -> str:
    return f"{guide.ballots[question].name}: {guide.step(question, option)}"
