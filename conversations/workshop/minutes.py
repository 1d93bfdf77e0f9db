"""The minutes as data: texts and numbers in reading order, from which files are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conversations.workshop.guide import Guide
from conversations.workshop.questions import stage_of
from conversations.workshop.result import (
    Dissent,
    JointResult,
    answer_to,
    because_of,
    joint_result,
)
from conversations.workshop.state import Asked, Round, Workshop
from knowledge.models import Language


@dataclass(frozen=True, slots=True)
class MinutedRound:
    """One round of one question.

    heading: "Round 1", with a word where it was revealed by accident.
    counts: (label, votes), "don't know" last. median, spread: in words.
    agencies: (agency, voters, median in words); none where that could identify somebody.
    """

    heading: str
    voters: int
    counts: tuple[tuple[str, int], ...]
    median: str
    spread: str
    agencies: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class MinutedQuestion:
    """One question. outcome: how the answer came about; answer: "" where there is none."""

    stage: str
    name: str
    text: str
    rounds: tuple[MinutedRound, ...]
    answer: str
    outcome: str


@dataclass(frozen=True, slots=True)
class MinutedPriority:
    """One joint priority. because: the answers that put it there; first_steps: (when, what)."""

    rank: int
    title: str
    because: tuple[str, ...]
    first_steps: tuple[tuple[str, str], ...]
    divided: bool


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that a workshop takes home; nobody's vote can be told from it.

    opened_at, finished_at: seconds since 1970. roles: (agency, participants).
    dissents: a sentence each. notes: what the reader has to know to judge the result.
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
    dissents: tuple[str, ...]
    notes: tuple[str, ...]


def minutes(workshop: Workshop, guide: Guide) -> Minutes:
    """The minutes of a finished workshop: made from its totals, so also when votes are deleted."""
    joint = joint_result(workshop)
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
        tuple(_question(asked, guide) for asked in workshop.asked),
        tuple(_priorities(joint, guide)) if joint else (),
        tuple(dissent_in_words(dissent, guide) for dissent in joint.dissents) if joint else (),
        tuple(guide.plain(note) for note in ("note-answers", "note-privacy", "note-spread")),
    )


def dissent_in_words(dissent: Dissent, guide: Guide) -> str:
    """One sentence: who was how many, and what would change if the other camp were right."""
    return guide.plain(
        "dissent",
        name=guide.ballots[dissent.question].name,
        ours=dissent.ours.voters,
        theirs=dissent.theirs.voters,
        other=guide.step(dissent.question, dissent.theirs.option),
        change="; ".join(_changes(dissent, guide)),
    )


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


def _question(asked: Asked, guide: Guide) -> MinutedQuestion:
    ballot = guide.ballots[asked.question]
    answer = answer_to(asked)
    return MinutedQuestion(
        guide.stage(stage_of(asked.question)),
        ballot.name,
        ballot.text,
        tuple(_round(number, shown, guide) for number, shown in enumerate(asked.rounds, start=1)),
        guide.step(asked.question, answer) if answer is not None else "",
        guide.plain(_outcome(asked)),
    )


def _outcome(asked: Asked) -> str:
    if asked.accepted is not None:
        return "accepted"
    if asked.skipped:
        return "skipped"
    return "not-accepted" if asked.tally else "not-voted"


def _round(number: int, shown: Round, guide: Guide) -> MinutedRound:
    tally = shown.tally
    question = tally.question
    return MinutedRound(
        guide.plain("round-early" if shown.early else "round", number=number),
        tally.voters,
        tuple((guide.step(question, option), votes) for option, votes in tally.counts),
        guide.step(question, tally.median) if tally.median is not None else "",
        guide.spread(tally.spread),
        tuple(
            (guide.agency(group.agency), group.voters, guide.step(question, group.median))
            for group in tally.agencies
        ),
    )


def _priorities(joint: JointResult, guide: Guide) -> Iterator[MinutedPriority]:
    for priority in joint.advice.priorities:
        because = because_of(priority.because)
        yield MinutedPriority(
            priority.rank,
            guide.title(priority.id),
            tuple(_reason(question, option, guide) for question, option in because),
            guide.priorities[priority.id].first_steps if priority.id in guide.priorities else (),
            joint.is_disputed(priority),
        )


def _reason(question: str, option: str, guide: Guide) -> str:
    return f"{guide.ballots[question].name}: {guide.step(question, option)}"
