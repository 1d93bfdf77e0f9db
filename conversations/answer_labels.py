"""The questions and answers of a diagnostic by the names that people read."""

from __future__ import annotations

from conversations.diagnosing import NO_DOMAIN
from knowledge.edition import Edition
from knowledge.models.questions import DOMAINS, QUESTION, SCORED, UNKNOWN


def answer_label(edition: Edition, question: str, option: str) -> str:
    """The label of an answer."""
    diagnostic = edition.content.diagnostic
    if option == UNKNOWN:
        return diagnostic.unknown.in_(edition.language)
    if QUESTION[question].kind == "domains":
        return _domains_label(edition, option)
    return diagnostic.questions[question].options[option].in_(edition.language)


def short_answer(edition: Edition, question: str, option: str) -> str:
    """An answer in a word or two, for lists."""
    if question in SCORED:
        return edition.label(f"step-{option}")
    if QUESTION[question].kind == "generation":
        return option
    return _domains_label(edition, option)


def question_name(edition: Edition, question: str) -> str:
    """The short name of a question."""
    return edition.content.diagnostic.questions[question].name.in_(edition.language)


def _domains_label(edition: Edition, option: str) -> str:
    if option == NO_DOMAIN:
        return edition.label("diagnose-domains-none")
    chosen = option.split("+")
    if len(chosen) == len(DOMAINS):
        return edition.label("diagnose-domains-all")
    options = edition.content.diagnostic.questions["domains"].options
    return " + ".join(options[domain].in_(edition.language) for domain in chosen)
