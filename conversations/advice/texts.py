"""The advice in words: why a priority stands where it stands."""

from __future__ import annotations

from conversations.advice.rules import Priority
from knowledge.edition import Edition
from knowledge.indicators.figures import OfficialFigure
from knowledge.loading.content import Content
from knowledge.models.diagnostic import Diagnostic
from knowledge.models.language import Language


def why(priority: Priority, content: Content, language: Language) -> str:
    """Why this priority, in terms of the person's own answers."""
    texts = content.actions.priorities[priority.id].why
    _, given = priority.because[0]
    text = texts.get(str(given)) or texts["all"]
    labels = _labels(priority, content.diagnostic, language)
    return text.in_(language).strip().format(answer=labels[0], unknown=", ".join(labels))


def reason(priority: Priority, content: Content, language: Language) -> str:
    """Why this priority, and which rule put it in its place."""
    rule = content.actions.rules[priority.rule].in_(language).strip()
    return f"{why(priority, content, language)} {rule}"


def official_in_short(question: str, region: str, edition: Edition) -> str:
    """The region's official figure of a question with producer and year, short; "" if it has none.

    region: an official code, or anything else, which has none.
    """
    figure = edition.content.figures.beside_question(question, region)
    if figure is None:
        return ""
    indicator = edition.content.figures.indicators[figure.indicator]
    percent = " %" if indicator.unit.in_(edition.language).startswith("%") else ""
    return edition.fill(
        "result-official-short",
        name=indicator.name.in_(edition.language),
        producer=indicator.producer,
        year=str(figure.year),
        value=bare_value(figure, edition) + percent,
    )


def bare_value(figure: OfficialFigure, edition: Edition) -> str:
    """A value alone, marked-up: 0 as less than the least that a survey tells, which proves no 0."""
    if figure.value == 0 and edition.content.figures.indicators[figure.indicator].zero:
        return edition.say("place-least")
    return edition.number(figure.value)


def _labels(priority: Priority, diagnostic: Diagnostic, language: Language) -> list[str]:
    """The answers that a reason names: what is unknown by its question, the rest as chosen."""
    questions = diagnostic.questions
    if priority.stage == "data":
        return [questions[question].name.in_(language) for question, _ in priority.because]
    return [
        questions[question].options[str(given)].in_(language)
        for question, given in priority.because
    ]
