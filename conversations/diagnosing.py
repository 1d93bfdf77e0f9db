"""The diagnostic as a conversation: one message that changes in place, nothing to type.

A person is on one screen at a time: "about" (region and role, both optional), "kind" (of what kind
the region is, where that is not sure), a question, or "review" (all answers, each can be changed).
Progress is remembered by ids, never by position.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from conversations.advice.answers import Answers, read_given
from conversations.messages import DiagnosticRecord
from knowledge.models.questions import (
    DOMAINS,
    GENERATIONS,
    NEEDS,
    QUESTION,
    QUESTION_IDS,
    STEPS,
    UNKNOWN,
    QuestionKind,
)

ABOUT, KIND, REVIEW = "about", "kind", "review"

# How the domains question is answered with one tap: ids joined, or none of them.
NO_DOMAIN = "none"
DOMAIN_SETS: tuple[str, ...] = (
    *DOMAINS,
    "economy+social",
    "economy+environment",
    "social+environment",
    "+".join(DOMAINS),
    NO_DOMAIN,
)
# What each kind of question can be answered with, one tap each.
_OPTIONS: dict[QuestionKind, tuple[str, ...]] = {
    "score": (*STEPS, UNKNOWN),
    "generation": GENERATIONS,
    "domains": DOMAIN_SETS,
}


@dataclass(frozen=True, slots=True)
class Undo:
    """What was before an answer that was read out of free words.

    question, option: the question and the answer that it had, "" if none.
    screen, reviewing: where the person was.
    """

    question: str
    option: str
    screen: str
    reviewing: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosing:
    """A diagnostic under way, or at its result.

    run: numbers a person's diagnostics, so that a button of another one is recognised. region:
    official code, the name of a place abroad, or "". role: an id of the content's roles or "".
    answers: (question id, option id) in the order of the questions. screen: what is on the phone;
    "" once the result is shown. reviewing: the next answer leads back to the review. paused: the
    person has left it. reading: the explanation of the question is on the screen; "back" leads to
    the question. undo: how to take back the answer just read, until anything else is done.
    kind: of what kind the region is, where the person said so. year: in which it was begun, so that
    figures too old for it propose nothing; 0 if a version without figures saved it. doubting: the
    question whose answer is far from the official figure, while the person is asked why. doubts:
    (question id, reason id) pairs.
    """

    run: int
    region: str = ""
    role: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    screen: str = ABOUT
    reviewing: bool = False
    paused: bool = False
    reading: bool = False
    undo: Undo | None = None
    kind: str = ""
    year: int = 0
    doubting: str = ""
    doubts: tuple[tuple[str, str], ...] = ()

    @property
    def under_way(self) -> bool:
        """Whether the result is still to come."""
        return self.screen != ""

    @property
    def listening(self) -> bool:
        """Whether a message typed now may be an answer to it."""
        return self.under_way and not self.paused

    def answer_to(self, question: str) -> str | None:
        """The option chosen for a question, if it is answered."""
        return dict(self.answers).get(question)


def options_of(question: str) -> tuple[str, ...]:
    """The option ids of a question."""
    return _OPTIONS[QUESTION[question].kind]


def open_question(diagnosing: Diagnosing) -> str:
    """The first question without an answer; "" when all are answered."""
    answered = dict(diagnosing.answers)
    return next((question for question in QUESTION_IDS if question not in answered), "")


def answer(diagnosing: Diagnosing, question: str, option: str) -> Diagnosing:
    """Record an answer, a first or a changed one, and go where it leads."""
    given = dict(diagnosing.answers) | {question: option}
    ordered = tuple((q, given[q]) for q in QUESTION_IDS if q in given)
    doubts = tuple((asked, why) for asked, why in diagnosing.doubts if asked != question)
    diagnosing = replace(diagnosing, answers=ordered, doubting="", doubts=doubts)
    if diagnosing.reviewing:
        return replace(diagnosing, screen=REVIEW, reviewing=False)
    return replace(diagnosing, screen=open_question(diagnosing))


def answer_read(diagnosing: Diagnosing, question: str, option: str) -> Diagnosing:
    """Record an answer read out of free words, so that it can be undone."""
    before = Undo(
        question, diagnosing.answer_to(question) or "", diagnosing.screen, diagnosing.reviewing
    )
    return replace(answer(_reviewing(diagnosing), question, option), undo=before)


def undone(diagnosing: Diagnosing) -> Diagnosing:
    """The diagnostic as it was before the answer that was read last."""
    before = diagnosing.undo
    if before is None:
        return diagnosing
    answers = tuple(
        (question, before.option if question == before.question else option)
        for question, option in diagnosing.answers
        if question != before.question or before.option
    )
    return replace(
        diagnosing,
        answers=answers,
        screen=before.screen,
        reviewing=before.reviewing,
        undo=None,
        doubting="",
    )


def change_answer(diagnosing: Diagnosing, question: str) -> Diagnosing:
    """Go to an answered question; its new answer leads to an open question or the review."""
    return replace(_reviewing(diagnosing), screen=question)


def _reviewing(diagnosing: Diagnosing) -> Diagnosing:
    """The same, so that the next answer leads back to the review."""
    return replace(diagnosing, reviewing=diagnosing.reviewing or diagnosing.screen == REVIEW)


def back(diagnosing: Diagnosing) -> Diagnosing:
    """The screen before this one."""
    if diagnosing.reviewing:
        return replace(diagnosing, screen=REVIEW, reviewing=False)
    if diagnosing.screen == KIND:
        return replace(diagnosing, screen=ABOUT)
    if diagnosing.screen in {ABOUT, REVIEW}:
        return replace(diagnosing, screen=open_question(diagnosing))
    place = QUESTION_IDS.index(diagnosing.screen)
    return replace(diagnosing, screen=QUESTION_IDS[place - 1] if place else ABOUT)


def doubted(diagnosing: Diagnosing, reason: str) -> Diagnosing:
    """Why the answer just given is far from the official figure; "" if the person does not say."""
    said = ((diagnosing.doubting, reason),) if reason else ()
    return replace(diagnosing, doubting="", doubts=(*diagnosing.doubts, *said))


def forward(diagnosing: Diagnosing) -> Diagnosing:
    """Go on from the screen: to the first open question, or to the result."""
    return replace(diagnosing, screen=open_question(diagnosing), reviewing=False)


def needs_are_answered(diagnosing: Diagnosing) -> bool:
    """Whether there is enough for advice."""
    answered = dict(diagnosing.answers)
    return all(need in answered for need in NEEDS)


def is_critical(diagnosing: Diagnosing) -> bool:
    """Whether a basic need is critical: then no later answer changes what comes first."""
    return any(question in NEEDS and option == "0" for question, option in diagnosing.answers)


def answers_of(pairs: tuple[tuple[str, str], ...]) -> Answers:
    """Question and option ids as the answers that advice is given on.

    Raises WrongAnswerError for pairs that no conversation of this version makes.
    """
    return read_given({question: _value(question, option) for question, option in pairs})


def diagnostic_record(diagnosing: Diagnosing, day: str) -> DiagnosticRecord:
    """The diagnostic as it is kept."""
    return DiagnosticRecord(
        diagnosing.run,
        diagnosing.region,
        diagnosing.role,
        diagnosing.answers,
        day,
        diagnosing.kind,
        diagnosing.doubts,
    )


def reopened(record: DiagnosticRecord) -> Diagnosing:
    """A kept diagnostic opened again at its review."""
    return Diagnosing(
        record.run,
        record.region,
        record.role,
        record.answers,
        screen=REVIEW,
        kind=record.kind,
        year=int(record.day[:4]),
        doubts=record.doubts,
    )


def _value(question: str, option: str) -> object:
    if QUESTION[question].kind == "domains":
        return [] if option == NO_DOMAIN else option.split("+")
    return int(option) if option.isdecimal() else option
