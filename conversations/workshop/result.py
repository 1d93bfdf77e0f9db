"""The joint result: the room's answers, the advice, and what the other side would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from conversations.advice.answers import read_answers
from conversations.advice.rules import Advice, Because, Priority, advise
from conversations.workshop.questions import has_steps
from conversations.workshop.state import Vote, Workshop, WorkshopQuestion
from conversations.workshop.tally import Camp, Tally
from knowledge.models.questions import NEEDS, QUESTION, UNKNOWN

# Dissent is told by what it would change among this many first priorities.
_FIRST: Final = 5


@dataclass(frozen=True, slots=True)
class Dissent:
    """A question on which the room stayed divided, and what would change if the other camp were
    right.

    accepted: the joint answer. ours, theirs: the camp that it follows, and the other one.
    enters, leaves: priorities that would come among the first five, or drop out of them.
    place: the places of the question's own priority, now and then, if it stays among the five;
        the others only close up behind it or make room.
    """

    question: str
    accepted: str
    ours: Camp
    theirs: Camp
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    place: tuple[int, int] | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether the first priorities would be the same, in the same order."""
        return not (self.enters or self.leaves or self.place)


@dataclass(frozen=True, slots=True)
class JointResult:
    """What a room found together.

    answers: question -> joint answer; a question of a later stage that was left out is missing.
    """

    answers: Mapping[str, str]
    advice: Advice
    dissents: tuple[Dissent, ...]

    def is_disputed(self, priority: Priority) -> bool:
        """Whether the room was divided on an answer that put a priority where it is."""
        disputed = {dissent.question for dissent in self.dissents}
        return any(question in disputed for question, _ in priority.because)


@dataclass(frozen=True, slots=True)
class Compared:
    """One person's own answer beside the room's."""

    question: str
    own: str
    room: str

    @property
    def same(self) -> bool:
        """Whether the room answered as the person did."""
        return self.own in self.room.split("+")


def joint_result(workshop: Workshop) -> JointResult | None:
    """The advice on the room's answers; None before any question is revealed."""
    if not any(asked.tally for asked in workshop.asked):
        return None
    answers = joint_answers(workshop)
    advice = _advice_on(answers)
    divided = [_dissent(asked, answers, advice) for asked in workshop.asked]
    return JointResult(answers, advice, tuple(dissent for dissent in divided if dissent))


def joint_answers(workshop: Workshop) -> dict[str, str]:
    """Question -> what the room answered.

    Accepted answers; else what the votes propose. A need that was not voted on is unknown,
    because advice without it would pass over a basic need; other questions are left out.
    """
    answers: dict[str, str] = dict.fromkeys(NEEDS, UNKNOWN)
    for asked in workshop.asked:
        answer = answer_to(asked)
        if answer is not None:
            answers[asked.question] = answer
    return answers


def answer_to(asked: WorkshopQuestion) -> str | None:
    """The accepted answer, or the one that the votes propose; None without votes."""
    if asked.accepted is not None:
        return asked.accepted
    tally = asked.tally
    return tally.proposal if tally and not asked.skipped else None


def undecided(workshop: Workshop) -> tuple[str, ...]:
    """The questions that were voted on and have no joint answer: tied, and not accepted."""
    return tuple(
        asked.question
        for asked in workshop.asked
        if asked.tally and not asked.skipped and answer_to(asked) is None
    )


def compare(workshop: Workshop, votes: Iterable[Vote]) -> tuple[Compared, ...]:
    """One person's votes beside the room's answers, question by question.

    votes: all of that person. Only what was revealed is compared, and of several rounds the
    last one that the person voted in.
    """
    own: dict[str, Vote] = {}
    for vote in sorted(votes, key=lambda vote: vote.round):
        own[vote.question] = vote
    compared = []
    for asked in workshop.asked:
        room, vote_ = answer_to(asked), own.get(asked.question)
        if vote_ is not None and room is not None:
            compared.append(Compared(asked.question, vote_.option, room))
    return tuple(compared)


def because_of(because: Iterable[Because]) -> tuple[tuple[str, str], ...]:
    """The answers that put a priority where it is, as (question, option)."""
    return tuple((question, str(answer)) for question, answer in because)


def _advice_on(answers: Mapping[str, str]) -> Advice:
    return advise(
        read_answers(
            {
                question: value
                for question, answer in answers.items()
                if (value := _value(question, answer)) is not None
            }
        )
    )


def _value(question: str, answer: str) -> object:
    """An answer as the advice reads it; None where it has no word for "unknown"."""
    kind = QUESTION[question].kind
    if kind == "domains":
        return None if answer == UNKNOWN else answer.split("+")
    if kind == "generation" and answer == UNKNOWN:
        return None
    return int(answer) if answer.isdecimal() else answer


def _dissent(asked: WorkshopQuestion, answers: Mapping[str, str], advice: Advice) -> Dissent | None:
    """What the other camp of a divided question would change; None where there is none."""
    tally, accepted = asked.tally, answers.get(asked.question)
    if tally is None or accepted is None or accepted == UNKNOWN or not divided(tally):
        return None
    camps = tally.camps
    if camps is None:
        return None
    ours, theirs = _sides(camps, accepted)
    if theirs.option in accepted.split("+"):
        return None
    other = _advice_on({**answers, asked.question: theirs.option})
    return _changes(asked.question, accepted, ours, theirs, _first(advice), _first(other))


def divided(tally: Tally) -> bool:
    """Whether the room was divided on a question and both sides can be told."""
    return tally.spread in {"camps", "wide"} and has_enough_sides(tally)


def has_enough_sides(tally: Tally) -> bool:
    """Whether there are steps on two sides; for domains a second one is a wish, not a dissent."""
    return tally.camps is not None and (has_steps(tally.question) or tally.spread == "camps")


def _sides(camps: tuple[Camp, Camp], accepted: str) -> tuple[Camp, Camp]:
    """The camp that is nearer to the joint answer, the larger one if both are; then the other."""
    larger, smaller = sorted(camps, key=lambda camp: -camp.voters)
    if _off(smaller, accepted) < _off(larger, accepted):
        return smaller, larger
    return larger, smaller


def _off(camp: Camp, accepted: str) -> int:
    """Steps between a camp and the joint answer; of domains, whether it is none of them."""
    if camp.option.isdecimal() and accepted.isdecimal():
        return abs(int(camp.option) - int(accepted))
    return camp.option not in accepted.split("+")


def _first(advice: Advice) -> tuple[str, ...]:
    return tuple(priority.id for priority in advice.priorities[:_FIRST])


def _changes(
    question: str,
    accepted: str,
    ours: Camp,
    theirs: Camp,
    before: tuple[str, ...],
    after: tuple[str, ...],
) -> Dissent:
    place = None
    if question in before and question in after:
        place = before.index(question) + 1, after.index(question) + 1
    return Dissent(
        question,
        accepted,
        ours,
        theirs,
        enters=tuple(id_ for id_ in after if id_ not in before),
        leaves=tuple(id_ for id_ in before if id_ not in after),
        place=place if place and place[0] != place[1] else None,
    )
