"""What is typed about a result: why this order, what would change it, who, money, Monday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from conversations.advice.fitting import for_role
from conversations.advice.rules import Advice, Priority
from conversations.advice.texts import reason
from conversations.answer_labels import question_name, short_answer
from conversations.messages import (
    ButtonRows,
    Choice,
    Chose,
    DiagnosticRecord,
    Event,
    Reply,
    Say,
    column,
    side_by_side,
)
from conversations.results.changes import what_changes
from conversations.results.pages import (
    advice_on,
    at_once_line,
    fitted_action,
    priority_title,
    setting_of,
)
from conversations.results.step import previous_of
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.matching.result_talk import LAST, ResultTalk
from knowledge.models.questions import QUESTION_IDS, SCORED

# Of so many priorities it is told who does them, what they cost, and how they are measured.
_TOLD: Final = 3
# What is asked of work to be done; nothing is to be done about what is good.
_OF_WORK: Final = frozenset({"who", "money_of", "indicator_of", "when_first", "steps_of"})
# What asks for a result in another form.
IN_ANOTHER_FORM: Final = frozenset({"send_picture", "send_pdf", "send_word", "share"})
# Where no result is on the screen, words about one must be as sure as this.
_SURE: Final = 0.6


def about_result(state: State, text: str, event: Event, knowledge: Knowledge) -> ResultTalk | None:
    """What words ask of the result that is talked about; None if they ask nothing of it."""
    if record_of(state, event) is None:
        return None
    named = knowledge.result_talk.speaks_of_results(text)
    if state.pending and not named:
        return None  # words may choose among what was offered last
    near = named or state.about_result
    if not (near or knowledge.result_talk.counts_off(text)):
        return None
    talk = knowledge.find_result_talk(text)
    if talk.intent in {"none", "thanks"}:
        return None
    return talk if near or talk.score >= _SURE else None


def record_of(state: State, event: Event) -> DiagnosticRecord | None:
    """The result that is talked about, or the last one."""
    by_run = {record.run: record for record in event.diagnostics}
    return by_run.get(state.about_result) or by_run.get(max(by_run, default=0))


def as_tap(talk: ResultTalk, record: DiagnosticRecord, event: Event) -> Chose | None:
    """The button that does what is asked, if one does."""
    run, owner = str(record.run), event.sender.id
    match talk.intent:
        case "send_picture":
            return Chose("result", "card", run, owner)
        case "send_pdf":
            return Chose("result", "report", run, owner)
        case "plan_reminder":
            return Chose("plan", "pick", run, owner)
        case "send_word":
            return Chose("doc", "report", run, owner)
        case "share":
            return Chose("result", "text", run, owner)
        case "compare_last" if previous_of(record, event.diagnostics):
            return Chose("result", "moved", run, owner)
        case "steps_of" if priority := _named(talk, advice_on(record)):
            return Chose("result", "p", f"{run}.{priority.id}", owner)
        case "change_answer" if talk.about in dict(record.answers):
            return Chose("diagnose", "change", f"{run}.{talk.about}", owner)
        case "change_answer":
            return Chose("diagnose", "change", run, owner)
        case "change_region":
            return Chose("diagnose", "region", run, owner)
        case "other_region" | "restart":
            return Chose("diagnose", "anew", run, owner)
    return None


def is_dissent(state: State, text: str, knowledge: Knowledge) -> bool:
    """Whether words say no more than that the result talked about does not fit."""
    return bool(state.about_result) and knowledge.remarks.kind(text) == "dissent"


def ask_what_does_not_fit(record: DiagnosticRecord, edition: Edition) -> Say:
    """The answer to dissent: the reasons, or another answer."""
    run = str(record.run)
    ways = [
        Choice(edition.label("talk-reason"), "result", "p", f"{run}.{priority.id}")
        for priority in advice_on(record).priorities[:1]
    ]
    ways.append(Choice(edition.label("result-change"), "diagnose", "change", run))
    return Say(edition.say("talk-dissent"), (*column(*ways), *_back(record, edition)))


def replies_to(talk: ResultTalk, record: DiagnosticRecord, edition: Edition) -> tuple[Reply, ...]:
    """The answers in words, one to each thing asked; empty where nothing is asked of the result."""
    asked = (replace(talk, intent=intent, then=()) for intent in (talk.intent, *talk.then))
    *others, last = (reply_to(each, record, edition) for each in asked)
    first = tuple(replace(reply, rows=()) for reply in others if reply)
    return (*first, last) if last else first


def reply_to(talk: ResultTalk, record: DiagnosticRecord, edition: Edition) -> Say | None:
    """The answer in words; None where this is no question about the result after all."""
    found = advice_on(record)
    if isinstance(talk.about, int) and not _named(talk, found):
        count = str(len(found.priorities))
        return Say(edition.say("talk-no-such-number", count=count), _back(record, edition))
    text = _answer(talk, record, found, edition)
    return Say(text, _ways(talk, record, found, edition)) if text else None


def _answer(talk: ResultTalk, record: DiagnosticRecord, found: Advice, edition: Edition) -> str:
    if talk.intent in _OF_WORK and (good := _no_priority(talk.about, record, found, edition)):
        return good
    match talk.intent:
        case "why_order":
            return _why(talk, record, found, edition)
        case "what_changes":
            return what_changes(record, str(talk.about or ""), edition)
        case "who" | "money_of" | "indicator_of":
            key = f"talk-{talk.intent.removesuffix('_of')}"
            return "\n\n".join(_of_each(key, _asked(talk, found), record, edition))
        case "when_first" | "steps_of":
            return _first_of(_asked(talk, found)[:1], record, edition)
        case "compare_last":
            return edition.say("talk-no-earlier")
        case "explain_term" if talk.about in QUESTION_IDS:
            return _explained(str(talk.about), edition)
    return ""


def _why(talk: ResultTalk, record: DiagnosticRecord, found: Advice, edition: Edition) -> str:
    """Why each of the priorities that are named stands where it stands; else the first three."""
    names = [*([talk.about] if isinstance(talk.about, str) else []), *talk.also]
    by_id = {priority.id: priority for priority in found.priorities}
    told = [_why_one(by_id[name], edition) for name in names if name in by_id]
    told += filter(None, (_no_priority(name, record, found, edition) for name in names))
    if not told:
        told = [_why_one(priority, edition) for priority in _asked(talk, found)]
    named = [by_id[name] for name in names if name in by_id]
    if len(named) > 1 and len({priority.rule for priority in named}) == 1:
        told.append(edition.say("talk-equals"))
    return "\n\n".join(told)


def _no_priority(
    about: str | int | None, record: DiagnosticRecord, found: Advice, edition: Edition
) -> str:
    """That something is good, so that nothing has to be done about it; "" for any other."""
    given = dict(record.answers)
    if about not in SCORED or about not in given or about in {p.id for p in found.priorities}:
        return ""
    name = str(about)
    answer = short_answer(edition, name, given[name])
    return edition.say("talk-no-priority", name=question_name(edition, name), answer=answer)


def _why_one(priority: Priority, edition: Edition) -> str:
    return edition.fill(
        "talk-why",
        rank=str(priority.rank),
        title=priority_title(priority, edition),
        why=reason(priority, edition.content, edition.language),
    )


def _first_of(priorities: tuple[Priority, ...], record: DiagnosticRecord, edition: Edition) -> str:
    """What is done first, and what the person's own role does of it."""
    told = [*_of_each("talk-first", priorities, record, edition)]
    content, setting = edition.content, setting_of(record)
    told += [for_role(each, setting, content, edition.language) for each in priorities]
    return "\n\n".join(filter(None, told))


def _of_each(
    key: str, priorities: tuple[Priority, ...], record: DiagnosticRecord, edition: Edition
) -> Iterator[str]:
    for priority in priorities:
        action, language = fitted_action(priority, record, edition), edition.language
        yield edition.fill(
            key,
            rank=str(priority.rank),
            title=action.title.in_(language),
            who=action.who.in_(language).strip(),
            money=action.money.in_(language).strip(),
            indicator=action.indicator.in_(language).strip(),
            at_once=at_once_line(action, edition),
            day30=action.first_steps.day_30.in_(language).strip(),
        )


def _explained(question: str, edition: Edition) -> str:
    entry = edition.content.diagnostic.questions[question]
    return edition.fill(
        "answer",
        title=entry.name.in_(edition.language),
        text=f"{entry.question.in_(edition.language).strip()}\n\n"
        f"{entry.measure.in_(edition.language).strip()}",
    )


def _asked(talk: ResultTalk, found: Advice) -> tuple[Priority, ...]:
    """The priority that is named, or the first few."""
    named = _named(talk, found)
    return (named,) if named else found.priorities[:_TOLD]


def _named(talk: ResultTalk, found: Advice) -> Priority | None:
    about = len(found.priorities) if talk.about == LAST else talk.about
    return next((p for p in found.priorities if about in {p.id, p.rank}), None)


def _ways(
    talk: ResultTalk, record: DiagnosticRecord, found: Advice, edition: Edition
) -> ButtonRows:
    """On from an answer: to the priority that was named, to a changed answer, to the result."""
    run, ways = str(record.run), []
    if (priority := _named(talk, found)) is not None:
        label = edition.label("talk-details")
        ways.append(Choice(label, "result", "p", f"{run}.{priority.id}"))
    if talk.intent == "what_changes":
        ways.append(Choice(edition.label("result-change"), "diagnose", "change", run))
    return (*side_by_side(2, *ways), *_back(record, edition))


def _back(record: DiagnosticRecord, edition: Edition) -> ButtonRows:
    return column(Choice(edition.label("result-top"), "result", "top", str(record.run)))
