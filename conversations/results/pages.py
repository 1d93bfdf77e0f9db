"""The pages of a result: the first one, all priorities, one of them, its means, changes."""

from __future__ import annotations

import html
from typing import Final

from conversations.advice import rules as advice
from conversations.advice.fitting import Setting, action_for, for_role
from conversations.advice.practices import practices_for, practices_text
from conversations.advice.rules import Advice, Priority
from conversations.advice.texts import bare_value, official_in_short, reason, why
from conversations.answer_labels import question_name
from conversations.asking.papers import papers_button
from conversations.diagnosing import answers_of
from conversations.messages import (
    ButtonRows,
    Choice,
    DiagnosticRecord,
    column,
    side_by_side,
)
from conversations.place.similar import similar_page
from conversations.rows import packed
from knowledge.edition import Edition
from knowledge.indicators.similar import figure_of_need
from knowledge.models.diagnostic import ActionEntry
from knowledge.models.questions import QUESTION_IDS, SCORED, STEPS

# Priorities on the first page: one with its text, the others in a line each. Chosen: fits a phone.
SHOWN = 5
# So many priorities are named there; the others have their buttons. Chosen: the first one is seen
# without scrolling.
_LISTED = 3
# The rules by which something is listed that is adequate already.
ADEQUATE: Final = frozenset({"gaps-in-need", "gaps-in-enabler", "gaps-in-duty"})
# As many sources of a priority fit a phone; the report has them all. Chosen.
_SOURCES = 5


def top_page(
    record: DiagnosticRecord, edition: Edition, earlier: DiagnosticRecord | None = None
) -> tuple[str, ButtonRows]:
    """The first page of a result.

    earlier: the result of the same region before this one, to compare with.
    """
    found = advice_on(record)
    note = edition.say("result-note")
    if not found.priorities:
        text = edition.fill("result-nothing", region=of_region(record, edition), note=note)
        return text, top_rows(record, found, earlier, edition)
    first = found.priorities[0]
    action = fitted_action(first, record, edition)
    text = edition.fill(
        "result",
        region=of_region(record, edition),
        title=action.title.in_(edition.language),
        headline=action.headline.in_(edition.language).strip(),
        why=why(first, edition.content, edition.language),
        at_once=at_once_line(action, edition),
        first=action.first_steps.day_30.in_(edition.language).strip(),
        next=_next(found.priorities[1:_LISTED], edition),
        good=_good(record, edition),
        note=note,
    )
    return text.replace("\n\n\n", "\n\n"), top_rows(record, found, earlier, edition)


def advice_on(record: DiagnosticRecord) -> Advice:
    """The advice on a kept diagnostic."""
    return advice.advise(answers_of(record.answers))


def setting_of(record: DiagnosticRecord) -> Setting:
    """Who answered a kept diagnostic, and where."""
    return Setting(record.region, record.kind, record.role)


def fitted_action(priority: Priority, record: DiagnosticRecord, edition: Edition) -> ActionEntry:
    """What to do about a priority of a kept diagnostic, where it was taken."""
    return action_for(priority, setting_of(record), edition.content)


def top_rows(
    record: DiagnosticRecord, found: Advice, earlier: DiagnosticRecord | None, edition: Edition
) -> ButtonRows:
    """The buttons of the first page. earlier: as for `top_page`."""
    shown = [result_button(str(p.rank), "p", record, p.id) for p in found.priorities[:SHOWN]]
    rows: list[ButtonRows] = [side_by_side(SHOWN, *shown)] if shown else []
    if found.priorities:
        rows.append(column(Choice(edition.label("plan-take-on"), "plan", "pick", str(record.run))))
    rows.append(
        side_by_side(
            3,
            result_button(edition.label("result-card"), "card", record),
            result_button(edition.label("result-report"), "report", record),
            papers_button(edition, str(record.run)),
        )
    )
    ways = [result_button(edition.label("result-text"), "text", record)]
    if found.priorities:
        ways.append(result_button(edition.label("result-all"), "all", record))
        ways.append(result_button(edition.label("result-if"), "if", record))
    if earlier:
        ways.append(result_button(edition.label("results-moved"), "moved", record))
    rows.append(side_by_side(2, *ways))
    if len(record.answers) < len(QUESTION_IDS):
        rows.append(column(_diagnose(edition.label("result-full"), "complete", record)))
    rows.append(
        side_by_side(
            2,
            _diagnose(edition.label("result-change"), "change", record),
            _diagnose(edition.label("diagnose-anew"), "anew", record),
        )
    )
    return tuple(row for some in rows for row in some)


def _next(priorities: tuple[Priority, ...], edition: Edition) -> str:
    told = tuple(priority for priority in priorities if priority.rule not in ADEQUATE)
    return edition.fill("result-next", priorities=titles_of(told, edition)) if told else ""


def _good(record: DiagnosticRecord, edition: Edition) -> str:
    """The line on what is good already; "" where nothing is."""
    names = [
        question_name(edition, question)
        for question, option in record.answers
        if question in SCORED and option == STEPS[-1]
    ]
    return edition.say("result-good", names=", ".join(names)) if names else ""


def titles_of(priorities: tuple[Priority, ...], edition: Edition) -> str:
    """Priorities with their numbers, a line each."""
    return "\n".join(f"{p.rank}. {priority_title(p, edition)}" for p in priorities)


def _generation(found: Advice, edition: Edition) -> str:
    if found.generation is None:
        return ""
    text = edition.content.actions.generations[str(found.generation)]
    return edition.fill(
        "result-generation",
        number=str(found.generation),
        next=text.next.in_(edition.language).strip(),
    )


def all_page(record: DiagnosticRecord, edition: Edition) -> tuple[str, ButtonRows]:
    """All priorities, a button each; what is adequate or good is said to be so."""
    found = advice_on(record)
    buttons = [
        result_button(f"{p.rank}. {priority_title(p, edition)}"[:38], "p", record, p.id)
        for p in found.priorities
    ]
    adequate = [str(p.rank) for p in found.priorities if p.rule in ADEQUATE]
    lines = [
        edition.say("result-all"),
        edition.say("result-adequate", ranks=", ".join(adequate)) if adequate else "",
        _good(record, edition),
        _generation(found, edition),
    ]
    return "\n\n".join(filter(None, lines)), column(*buttons, _back_to_top(record, edition))


def priority_page(
    record: DiagnosticRecord, priority: Priority, edition: Edition
) -> tuple[str, ButtonRows]:
    """One priority: why, what to do in which time, who leads."""
    action = fitted_action(priority, record, edition)
    language = edition.language
    steps = action.first_steps
    text = edition.fill(
        "result-priority",
        rank=str(priority.rank),
        title=action.title.in_(language),
        headline=action.headline.in_(language).strip(),
        why=reason(priority, edition.content, language),
        official=_official(priority, record, edition),
        at_once=at_once_line(action, edition),
        day30=steps.day_30.in_(language).strip(),
        day90=steps.day_90.in_(language).strip(),
        day365=steps.day_365.in_(language).strip(),
        role=_for_role(priority, record, edition),
    )
    topics = (Choice(edition.title(topic), "ask", "answer", topic) for topic in action.topics[:1])
    return text, (
        *packed(*_ways(priority, record, edition)),
        *column(*topics),
        (
            result_button(edition.label("result-all"), "all", record),
            _back_to_top(record, edition),
        ),
    )


def _ways(priority: Priority, record: DiagnosticRecord, edition: Edition) -> list[Choice]:
    """What more there is to a priority: means, practices, and for a need regions like this one."""
    take_on = Choice(edition.label("plan-take-on"), "plan", "pick", f"{record.run}.{priority.id}")
    ways = [take_on, result_button(edition.label("result-means"), "m", record, priority.id)]
    if practices_for(priority.id, setting_of(record), edition.content):
        ways.append(result_button(edition.label("practices"), "x", record, priority.id))
    if priority.stage == "need" and figure_of_need(
        priority.id, record.region, edition.content.figures
    ):
        ways.append(result_button(edition.label("place-similar"), "s", record, priority.id))
    return ways


def priority_practices_page(
    record: DiagnosticRecord, priority: Priority, edition: Edition
) -> tuple[str, ButtonRows]:
    """What regions like this one did about a priority."""
    text = practices_text(priority.id, setting_of(record), edition)
    return text or edition.say("practices-none"), _back_to(record, priority, edition)


def similar_regions_page(
    record: DiagnosticRecord, priority: Priority, edition: Edition
) -> tuple[str, ButtonRows]:
    """Regions like that of the result, those that improved the need of a priority most first."""
    text, _ = similar_page(record.region, edition, priority.id)
    return text, _back_to(record, priority, edition)


def _back_to(record: DiagnosticRecord, priority: Priority, edition: Edition) -> ButtonRows:
    back = result_button(edition.label("result-steps"), "p", record, priority.id)
    return column(back, _back_to_top(record, edition))


def _sources(codes: tuple[str, ...], edition: Edition) -> list[str]:
    """The first sources, a line each, and how many more there are."""
    lines = [edition.fill("source", source=edition.source(code)) for code in codes[:_SOURCES]]
    if len(codes) > _SOURCES:
        lines.append(edition.say("result-more-sources", count=str(len(codes) - _SOURCES)))
    return lines


def _official(priority: Priority, record: DiagnosticRecord, edition: Edition) -> str:
    """The official figure of a need beside the answer, on a line of its own; or ""."""
    told = official_beside(priority.id, record, edition)
    doubt = dict(record.doubts).get(priority.id)
    if told and doubt:
        told += " " + edition.say(f"result-doubt-{doubt}")
    return edition.fill("result-official-line", told=told) if told else ""


def official_beside(
    question: str, record: DiagnosticRecord, edition: Edition, *, short: bool = False
) -> str:
    """The region's official figure of a question with producer and year; "" if it has none.

    short: in one line of a paper.
    """
    if short:
        return official_in_short(question, record.region, edition)
    figure = edition.content.figures.beside_question(question, record.region)
    if figure is None:
        return ""
    indicator = edition.content.figures.indicators[figure.indicator]
    return edition.fill(
        "result-official",
        name=indicator.name.in_(edition.language),
        producer=indicator.producer,
        year=str(figure.year),
        value=bare_value(figure, edition),
        unit=indicator.unit.in_(edition.language),
    )


def means_page(
    record: DiagnosticRecord, priority: Priority, edition: Edition
) -> tuple[str, ButtonRows]:
    """How a priority is paid for, by what it shows, and its sources."""
    action = fitted_action(priority, record, edition)
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
        sources="\n".join(_sources(action.sources, edition)),
    )
    return text, (
        (
            result_button(edition.label("result-steps"), "p", record, priority.id),
            papers_button(edition, f"{record.run}.{priority.id}"),
        ),
        (
            result_button(edition.label("result-all"), "all", record),
            _back_to_top(record, edition),
        ),
    )


def of_region(record: DiagnosticRecord, edition: Edition) -> str:
    """The region behind a colon, for headings; "" if none was named."""
    region = html.escape(edition.region(record.region), quote=False)
    return f": {region}" if region else ""


def priority_title(priority: Priority, edition: Edition) -> str:
    """What a priority is called."""
    return edition.content.actions.priorities[priority.id].title.in_(edition.language)


def at_once_line(action: ActionEntry, edition: Edition) -> str:
    """The line of what cannot wait, on top of the steps; or ""."""
    what = action.first_steps.at_once
    return edition.fill("result-at-once", what=what.in_(edition.language).strip()) if what else ""


def _for_role(priority: Priority, record: DiagnosticRecord, edition: Edition) -> str:
    """The line of what the person's own role does first, below the steps; or ""."""
    what = for_role(priority, setting_of(record), edition.content, edition.language)
    return edition.fill("result-role", what=what) if what else ""


def _back_to_top(record: DiagnosticRecord, edition: Edition) -> Choice:
    return result_button(edition.label("result-top"), "top", record)


def result_button(label: str, view: str, record: DiagnosticRecord, priority: str = "") -> Choice:
    """A button below a result: a view of it, or of one of its priorities."""
    option = f"{record.run}.{priority}" if priority else str(record.run)
    return Choice(label, "result", view, option)


def _diagnose(label: str, question: str, record: DiagnosticRecord) -> Choice:
    return Choice(label, "diagnose", question, str(record.run))
