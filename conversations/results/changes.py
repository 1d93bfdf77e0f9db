"""What has changed between two results, and what would change one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from conversations.advice.rules import Advice
from conversations.answer_labels import question_name, short_answer
from conversations.diagnosing import options_of
from conversations.messages import ButtonRows, Choice, DiagnosticRecord, column
from conversations.results.pages import (
    advice_on,
    fitted_action,
    of_region,
    priority_title,
    result_button,
)
from knowledge.edition import Edition
from knowledge.models.questions import QUESTION_IDS, SCORED, UNKNOWN

# So many changes of answers are listed.
_LISTED: Final = 5


def changes_page(
    before: DiagnosticRecord, after: DiagnosticRecord, edition: Edition
) -> tuple[str, ButtonRows]:
    """What has become better and worse since an earlier result, and what to do next."""
    moves = list(_moves(before, after, edition))
    parts = [
        edition.fill(f"results-{way}", moves="\n".join(lines))
        for way in ("better", "worse", "other")
        if (lines := [line for kind, line in moves if kind == way])
    ]
    text = edition.fill(
        "results-moved",
        region=of_region(after, edition),
        before=edition.date(before.day),
        after=edition.date(after.day),
        moves="\n\n".join(parts) or edition.say("results-same"),
        next=_next_step(before, after, edition),
    )
    first = [
        result_button(edition.label("talk-details"), "p", after, priority.id)
        for priority in advice_on(after).priorities[:1]
    ]
    back = result_button(edition.label("result-top"), "top", after)
    return text, column(*first, back)


def what_changes_page(record: DiagnosticRecord, edition: Edition) -> tuple[str, ButtonRows]:
    """Which answers would change what comes first."""
    change = Choice(edition.label("result-change"), "diagnose", "change", str(record.run))
    back = result_button(edition.label("result-top"), "top", record)
    return what_changes(record, "", edition), column(change, back)


def what_changes(record: DiagnosticRecord, question: str, edition: Edition) -> str:
    """Which answers would change what comes first, by the rules themselves.

    question: the one whose answers are looked at; "" for all of them.
    """
    found = advice_on(record)
    asked = [question] if question in dict(record.answers) else []
    lines = [*_lines_of_changes(record, found, asked, edition)]
    if lines:
        return edition.fill("talk-changes", changes="\n".join(lines[:_LISTED]))
    if asked:
        return edition.say("talk-changes-nothing-of", name=question_name(edition, question))
    return edition.say("talk-changes-nothing")


def _moves(
    before: DiagnosticRecord, after: DiagnosticRecord, edition: Edition
) -> Iterator[tuple[str, str]]:
    """Each answer that is another one: whether it is better, worse or other, and a line on it."""
    then, now = dict(before.answers), dict(after.answers)
    for question in QUESTION_IDS:
        if question not in then or question not in now or then[question] == now[question]:
            continue
        kind = "other"
        if then[question].isdecimal() and now[question].isdecimal():
            kind = "better" if int(now[question]) > int(then[question]) else "worse"
        yield (
            kind,
            edition.say(
                "results-move",
                name=question_name(edition, question),
                before=short_answer(edition, question, then[question]),
                after=short_answer(edition, question, now[question]),
            ),
        )


def _next_step(before: DiagnosticRecord, after: DiagnosticRecord, edition: Edition) -> str:
    """What comes first now, and what is done about it."""
    first = next(iter(advice_on(after).priorities), None)
    if first is None:
        return edition.say("results-next-none")
    was = next((priority.id for priority in advice_on(before).priorities), "")
    steps = fitted_action(first, after, edition).first_steps
    return edition.fill(
        "results-next-same" if was == first.id else "results-next-new",
        title=priority_title(first, edition),
        step=(steps.at_once or steps.day_30).in_(edition.language).strip(),
    )


def _lines_of_changes(
    record: DiagnosticRecord, found: Advice, asked: list[str], edition: Edition
) -> Iterator[str]:
    """For each question the nearest other answer with which another priority comes first.

    asked: the questions that are looked at, all their answers; none means all questions.
    """
    first = found.priorities[0].id if found.priorities else ""
    for question, option in record.answers:
        if (asked and question not in asked) or question not in SCORED:
            continue
        for other in _nearest_first(question, option):
            after = advice_on(_with(record, question, other)).priorities
            then = after[0] if after else None
            if (then.id if then else "") != first:
                yield edition.say(
                    "talk-change",
                    name=question_name(edition, question),
                    before=short_answer(edition, question, option),
                    after=short_answer(edition, question, other),
                    first=priority_title(then, edition)
                    if then
                    else edition.say("talk-change-none"),
                )
                if not asked:
                    break


def _nearest_first(question: str, option: str) -> list[str]:
    others = [other for other in options_of(question) if other not in {option, UNKNOWN}]
    if not option.isdecimal():
        return others
    return sorted(others, key=lambda other: (abs(int(other) - int(option)), other))


def _with(record: DiagnosticRecord, question: str, option: str) -> DiagnosticRecord:
    answers = tuple((q, option if q == question else given) for q, given in record.answers)
    return replace(record, answers=answers)
