"""A kept diagnostic laid out as the sheet that card, report and text are made from."""

from __future__ import annotations

from bot.papers import sheet as paper
from bot.papers.sheet import Sheet
from conversations.advice import rules as advice
from conversations.advice.fitting import Setting, action_for, for_role
from conversations.advice.texts import reason
from conversations.answer_labels import answer_label, question_name
from conversations.messages import DiagnosticRecord
from conversations.results.pages import advice_on, official_beside, setting_of
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.models.language import Language
from knowledge.models.questions import DUTIES, ENABLERS, NEEDS


def sheet_of(record: DiagnosticRecord, knowledge: Knowledge, language: Language) -> Sheet:
    """Everything that stands on the papers of a result, in one language."""
    edition = knowledge.edition(language)
    found = advice_on(record)
    codes = list(
        dict.fromkeys(
            code
            for priority in found.priorities
            for code in action_for(priority, setting_of(record), edition.content).sources
        )
    )
    role, setting = edition.content.diagnostic.roles.get(record.role), setting_of(record)
    return Sheet(
        language=language,
        title=edition.title("where-to-start"),
        region=edition.region(record.region),
        date=edition.date(record.day),
        role=role.in_(language) if role else "",
        needs=_rungs(record, NEEDS, edition),
        enablers=_rungs(record, ENABLERS, edition),
        duties=_rungs(record, DUTIES, edition),
        generation=_generation(found, edition),
        priorities=tuple(_priority(p, setting, codes, edition) for p in found.priorities),
        domains=_domains(record, edition),
        note=plain_content(edition.content.actions.note.in_(language)),
        sources=tuple(plain_content(edition.source(code)) for code in codes),
    )


def _rungs(
    record: DiagnosticRecord, questions: tuple[str, ...], edition: Edition
) -> tuple[paper.Rung, ...]:
    """The answered ones of a stage; a stage that was not asked has none."""
    given = dict(record.answers)
    return tuple(
        paper.Rung(
            question_name(edition, question),
            int(given[question]) if given[question].isdecimal() else None,
            answer_label(edition, question, given[question]),
            plain_content(official_beside(question, record, edition, short=True)),
        )
        for question in questions
        if question in given
    )


def _generation(found: advice.Advice, edition: Edition) -> paper.Generation:
    if found.generation is None:
        return paper.Generation(None)
    text = edition.content.actions.generations[str(found.generation)]
    language = edition.language
    return paper.Generation(
        found.generation, text.name.in_(language), plain_content(text.next.in_(language))
    )


def _priority(
    priority: advice.Priority, setting: Setting, codes: list[str], edition: Edition
) -> paper.SheetPriority:
    action, language = action_for(priority, setting, edition.content), edition.language
    steps = action.first_steps
    return paper.SheetPriority(
        rank=priority.rank,
        title=action.title.in_(language),
        why=plain_content(reason(priority, edition.content, language)),
        headline=plain_content(action.headline.in_(language)),
        first_steps=paper.FirstSteps(
            plain_content(steps.day_30.in_(language)),
            plain_content(steps.day_90.in_(language)),
            plain_content(steps.day_365.in_(language)),
            plain_content(steps.at_once.in_(language)) if steps.at_once else "",
        ),
        for_role=for_role(priority, setting, edition.content, language),
        who=plain_content(action.who.in_(language)),
        money=plain_content(action.money.in_(language)),
        indicator=plain_content(action.indicator.in_(language)),
        caution=plain_content(action.caution.in_(language)) if action.caution else "",
        sources=tuple(codes.index(code) + 1 for code in action.sources),
    )


def _domains(record: DiagnosticRecord, edition: Edition) -> tuple[str, ...]:
    chosen = dict(record.answers).get("domains", "none")
    if chosen == "none":
        return ()
    return tuple(answer_label(edition, "domains", domain) for domain in chosen.split("+"))


def plain_content(text: str) -> str:
    """A text of the content as a paper prints it."""
    return markup.without_markup(text).strip()
