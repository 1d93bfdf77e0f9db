"""The result of a diagnostic: priorities to read, to carry away and to compare."""

from __future__ import annotations

from conversations.advice import rules as advice
from conversations.advice.rules import Advice, Priority
from conversations.advice.texts import reason, why
from conversations.answer_labels import question_name, short_answer
from conversations.asking.step import StateAndReplies
from conversations.diagnosing import answers_of
from conversations.messages import (
    ButtonRows,
    Choice,
    Chose,
    DiagnosticRecord,
    Event,
    MakePaper,
    Reply,
    Revise,
    Say,
    Toast,
    column,
    side_by_side,
)
from conversations.state import State
from knowledge.base import Edition
from knowledge.matching.buttons import ButtonReader
from knowledge.models.diagnostic import ActionEntry
from knowledge.models.questions import QUESTION_IDS

# Priorities on the first page: one with its text, the others in a line each. Chosen: fits a phone.
_SHOWN = 5
# Most earlier results listed. Chosen.
_LISTED = 8


def on_tap(state: State, tap: Chose, event: Event, edition: Edition) -> StateAndReplies:
    """A button below a result. The result is loaded again, so buttons of old results still work."""
    run, _, priority = tap.option.partition(".")
    record = next((record for record in event.diagnostics if str(record.run) == run), None)
    if record is None:
        return state, (Toast(edition.toast("old-button")),)
    return state, _replies(tap.question, record, priority, event, edition)


def list_results(
    state: State,
    event: Event,
    edition: Edition,
    resume: tuple[Choice, ...] = (),
    early: tuple[Choice, ...] = (),
) -> StateAndReplies:
    """The person's results, the newest first. resume, early: the buttons that go on with a
    diagnostic that was left, and that end it with a result now.
    """
    if not event.diagnostics and resume:
        text = edition.say("results-early" if early else "results-not-yet")
        return state, (Say(text, column(*early, *resume)),)
    if not event.diagnostics:
        start = Choice(edition.label("diagnose"), "diagnose", "start", "")
        return state, (Say(edition.say("results-none"), column(start)),)
    newest_first = sorted(event.diagnostics, key=lambda record: record.run, reverse=True)
    buttons = [_tap(_listed(record, edition), "top", record) for record in newest_first[:_LISTED]]
    return state, (Say(edition.say("results"), column(*buttons, *early, *resume)),)


def top_page(
    record: DiagnosticRecord, edition: Edition, earlier: DiagnosticRecord | None = None
) -> tuple[str, ButtonRows]:
    """The first page of a result.

    earlier: the result of the same region before this one, to compare with.
    """
    found = advice_on(record)
    note = edition.say("result-note")
    if not found.priorities:
        text = edition.fill("result-nothing", region=_of_region(record, edition), note=note)
        return text, _top_rows(record, found, earlier, edition)
    first = found.priorities[0]
    action = _action(first, edition)
    text = edition.fill(
        "result",
        region=_of_region(record, edition),
        title=action.title.in_(edition.language),
        headline=action.headline.in_(edition.language).strip(),
        why=why(first, edition.content, edition.language),
        first=action.first_steps.day_30.in_(edition.language).strip(),
        next=_next(found.priorities[1:_SHOWN], edition),
        generation=_generation(found, edition),
        note=note,
    )
    return text.replace("\n\n\n", "\n\n"), _top_rows(record, found, earlier, edition)


def advice_on(record: DiagnosticRecord) -> Advice:
    """The advice on a kept diagnostic."""
    return advice.advise(answers_of(record.answers))


def result_button_in_words(
    record: DiagnosticRecord,
    text: str,
    buttons: ButtonReader,
    edition: Edition,
    *,
    counted: bool = True,
) -> Choice | None:
    """The button of a result's first page that a message stands for: "2", "ubah jawaban".

    counted: whether a number counts off its priorities.
    """
    found = advice_on(record)
    rows = _top_rows(record, found, None, edition)
    choices = [button for row in rows for button in row if isinstance(button, Choice)]
    options = [(str(place), choice.label) for place, choice in enumerate(choices)]
    chosen = buttons.pressed(text, options, len(found.priorities[:_SHOWN]) if counted else 0)
    return None if chosen is None else choices[int(chosen)]


def changes_between(before: DiagnosticRecord, after: DiagnosticRecord, edition: Edition) -> str:
    """What has changed between two results, a line each."""
    then, now = dict(before.answers), dict(after.answers)
    lines = [
        f"{question_name(edition, question)}: {short_answer(edition, question, then[question])}"
        f" → {short_answer(edition, question, now[question])}"
        for question in QUESTION_IDS
        if question in then and question in now and then[question] != now[question]
    ]
    return "\n".join(lines)


def previous_of(
    record: DiagnosticRecord, all_records: tuple[DiagnosticRecord, ...]
) -> DiagnosticRecord | None:
    """The result of the same region before a result."""
    before = [
        other for other in all_records if other.region == record.region and other.run < record.run
    ]
    return max(before, key=lambda other: other.run, default=None)


def _replies(
    view: str, record: DiagnosticRecord, priority: str, event: Event, edition: Edition
) -> tuple[Reply, ...]:
    earlier = previous_of(record, event.diagnostics)
    found = {p.id: p for p in advice_on(record).priorities}
    match view:
        case "top":
            return (Revise(*top_page(record, edition, earlier)),)
        case "all":
            return (Revise(*_all_page(record, edition)),)
        case "p" if priority in found:
            return (Revise(*_priority_page(record, found[priority], edition)),)
        case "m" if priority in found:
            return (Revise(*_means_page(record, found[priority], edition)),)
        case "card":
            return (Toast(edition.toast("paper")), MakePaper("card", record, edition.language))
        case "report":
            return (Toast(edition.toast("paper")), MakePaper("report", record, edition.language))
        case "text":
            return (Say(_share_text(record, edition)),)
        case "moved" if earlier:
            return (Revise(*_moved_page(earlier, record, edition)),)
    return (Toast(edition.toast("old-button")),)


def _top_rows(
    record: DiagnosticRecord, found: Advice, earlier: DiagnosticRecord | None, edition: Edition
) -> ButtonRows:
    shown = [_tap(str(p.rank), "p", record, p.id) for p in found.priorities[:_SHOWN]]
    rows: list[ButtonRows] = [side_by_side(_SHOWN, *shown)] if shown else []
    if len(found.priorities) > 1:
        rows.append(column(_tap(edition.label("result-all"), "all", record)))
    rows.append(
        side_by_side(
            2,
            _tap(edition.label("result-card"), "card", record),
            _tap(edition.label("result-report"), "report", record),
        )
    )
    rows.append(column(_tap(edition.label("result-text"), "text", record)))
    if len(record.answers) < len(QUESTION_IDS):
        rows.append(column(_diagnose(edition.label("result-full"), "complete", record)))
    if earlier:
        rows.append(column(_tap(edition.label("results-moved"), "moved", record)))
    rows.append(
        side_by_side(
            2,
            _diagnose(edition.label("result-change"), "change", record),
            _diagnose(edition.label("diagnose-anew"), "anew", record),
        )
    )
    return tuple(row for some in rows for row in some)


def _next(priorities: tuple[Priority, ...], edition: Edition) -> str:
    if not priorities:
        return ""
    return edition.fill("result-next", priorities=_titles(priorities, edition))


def _titles(priorities: tuple[Priority, ...], edition: Edition) -> str:
    return "\n".join(
        f"{p.rank}. {_action(p, edition).title.in_(edition.language)}" for p in priorities
    )


def _generation(found: Advice, edition: Edition) -> str:
    if found.generation is None:
        return ""
    text = edition.content.actions.generations[str(found.generation)]
    return edition.fill(
        "result-generation",
        number=str(found.generation),
        next=text.next.in_(edition.language).strip(),
    )


def _all_page(record: DiagnosticRecord, edition: Edition) -> tuple[str, ButtonRows]:
    priorities = advice_on(record).priorities
    buttons = [
        _tap(f"{p.rank}. {_action(p, edition).title.in_(edition.language)}"[:38], "p", record, p.id)
        for p in priorities
    ]
    return edition.say("result-all"), column(*buttons, _back_to_top(record, edition))


def _priority_page(
    record: DiagnosticRecord, priority: Priority, edition: Edition
) -> tuple[str, ButtonRows]:
    action = _action(priority, edition)
    language = edition.language
    steps = action.first_steps
    text = edition.fill(
        "result-priority",
        rank=str(priority.rank),
        title=action.title.in_(language),
        headline=action.headline.in_(language).strip(),
        why=reason(priority, edition.content, language),
        official=_official(priority, record, edition),
        day30=steps.day_30.in_(language).strip(),
        day90=steps.day_90.in_(language).strip(),
        day365=steps.day_365.in_(language).strip(),
    )
    topics = (Choice(edition.title(topic), "ask", "answer", topic) for topic in action.topics[:1])
    return text, (
        (_tap(edition.label("result-means"), "m", record, priority.id),),
        *column(*topics),
        (_tap(edition.label("result-all"), "all", record), _back_to_top(record, edition)),
    )


def _official(priority: Priority, record: DiagnosticRecord, edition: Edition) -> str:
    """The official figure of a need beside the answer, on a line of its own; or ""."""
    told = official_beside(priority.id, record, edition)
    doubt = dict(record.doubts).get(priority.id)
    if told and doubt:
        told += " " + edition.say(f"result-doubt-{doubt}")
    return f"\n<i>{told}</i>" if told else ""


def official_beside(
    question: str, record: DiagnosticRecord, edition: Edition, *, short: bool = False
) -> str:
    """The region's official figure of a question with producer and year; "" if it has none.

    short: in one line of a paper.
    """
    figure = edition.content.figures.beside_question(question, record.region)
    if figure is None:
        return ""
    indicator = edition.content.figures.indicators[figure.indicator]
    if short:
        percent = " %" if indicator.unit.in_(edition.language).startswith("%") else ""
        return edition.say(
            "result-official-short",
            name=indicator.name.in_(edition.language),
            producer=indicator.producer,
            year=str(figure.year),
            value=edition.number(figure.value) + percent,
        )
    return edition.say(
        "result-official",
        name=indicator.name.in_(edition.language),
        producer=indicator.producer,
        year=str(figure.year),
        value=edition.number(figure.value),
        unit=indicator.unit.in_(edition.language),
    )


def _means_page(
    record: DiagnosticRecord, priority: Priority, edition: Edition
) -> tuple[str, ButtonRows]:
    action = _action(priority, edition)
    language = edition.language
    caution = ""
    if action.caution:
        caution = edition.fill("result-caution", caution=action.caution.in_(language).strip())
    text = edition.fill(
        "result-means",
        rank=str(priority.rank),
        title=action.title.in_(language),
        who=action.who.in_(language).strip(),
        money=action.money.in_(language).strip(),
        indicator=action.indicator.in_(language).strip(),
        caution=caution,
        sources="\n".join(
            edition.fill("source", source=edition.source(code)) for code in action.sources
        ),
    )
    return text, (
        (_tap(edition.label("result-steps"), "p", record, priority.id),),
        (_tap(edition.label("result-all"), "all", record), _back_to_top(record, edition)),
    )


def _share_text(record: DiagnosticRecord, edition: Edition) -> str:
    found = advice_on(record)
    return edition.fill(
        "result-share",
        region=_of_region(record, edition),
        day=edition.date(record.day),
        priorities=_titles(found.priorities[:_SHOWN], edition),
        note=edition.say("result-note"),
    )


def _moved_page(
    before: DiagnosticRecord, after: DiagnosticRecord, edition: Edition
) -> tuple[str, ButtonRows]:
    text = edition.fill(
        "results-moved",
        region=_of_region(after, edition),
        before=edition.date(before.day),
        after=edition.date(after.day),
        moves=changes_between(before, after, edition) or edition.say("results-same"),
    )
    return text, column(_back_to_top(after, edition))


def _listed(record: DiagnosticRecord, edition: Edition) -> str:
    region = edition.region_label(record.region) or edition.say("results-no-region")
    return f"{edition.date(record.day, short=True)} · {region}"[:38]


def _of_region(record: DiagnosticRecord, edition: Edition) -> str:
    region = edition.region(record.region)
    return f": {region}" if region else ""


def _action(priority: Priority, edition: Edition) -> ActionEntry:
    return edition.content.actions.priorities[priority.id]


def _back_to_top(record: DiagnosticRecord, edition: Edition) -> Choice:
    return _tap(edition.label("result-top"), "top", record)


def _tap(label: str, view: str, record: DiagnosticRecord, priority: str = "") -> Choice:
    option = f"{record.run}.{priority}" if priority else str(record.run)
    return Choice(label, "result", view, option)


def _diagnose(label: str, question: str, record: DiagnosticRecord) -> Choice:
    return Choice(label, "diagnose", question, str(record.run))
