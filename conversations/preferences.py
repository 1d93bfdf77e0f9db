"""What a person decides about language and personal data, as pages and buttons."""

from __future__ import annotations

from dataclasses import replace

from conversations.asking import topic_pages
from conversations.messages import (
    ButtonRows,
    Choice,
    Event,
    ForgetPerson,
    Revise,
    Say,
    SendPersonalData,
    column,
)
from conversations.operator import Operator
from conversations.state import State, StateAndReplies
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.models.language import DEFAULT


def start_rows(edition: Edition) -> ButtonRows:
    """The buttons below the greeting: ways on, and the other languages."""
    others = [
        Choice(language.name, "language", "set", code)
        for code, language in edition.content.languages.items()
        if code != edition.language
    ]
    return (*topic_pages.menu(edition), tuple(others))


def set_language(state: State, option: str, knowledge: Knowledge) -> StateAndReplies:
    """Speak a language from now on, in every chat."""
    language = option if option in knowledge.content.languages else DEFAULT
    edition = knowledge.edition(language)
    state = replace(state, language=language, heard=None)
    return state, (Revise(edition.say("language-set"), start_rows(edition)),)


def language_rows(edition: Edition) -> ButtonRows:
    """A button for each language."""
    return column(
        *(
            Choice(language.name, "language", "set", code)
            for code, language in edition.content.languages.items()
        )
    )


def privacy_rows(edition: Edition) -> ButtonRows:
    """The buttons below what is said of privacy: see the own data, delete them."""
    return column(
        Choice(edition.label("disclose"), "privacy", "disclose", ""),
        Choice(edition.label("forget"), "privacy", "forget", ""),
    )


def about_page(name: str, event: Event, edition: Edition) -> Say:
    """What is told of the bot: its languages, people's data, workshops; else what it can do."""
    match name:
        case "language":
            return Say(edition.say("language"), language_rows(edition))
        case "privacy":
            return Say(_privacy_text(event.operator, edition), privacy_rows(edition))
        case "workshop":
            return Say(edition.say("workshop-how"), topic_pages.menu(edition))
        case _:
            return Say(edition.say("help"), topic_pages.menu(edition))


def _privacy_text(operator: Operator, edition: Edition) -> str:
    """What is stored, for whom the bot is, and who answers for it where that is told."""
    told = {"name": operator.name, "contact": operator.contact, "basis": operator.basis}
    lines = [edition.say(f"operator-{part}", **{part: it}) for part, it in told.items() if it]
    parts = (edition.say("privacy"), edition.say("privacy-for"), "\n".join(lines))
    return "\n\n".join(filter(None, parts))


def decide_privacy(state: State, question: str, event: Event, edition: Edition) -> StateAndReplies:
    """Send the own data, or ask once before they are deleted."""
    match question:
        case "disclose":
            return state, (SendPersonalData(edition.say("disclosed"), event.stored),)
        case "forget":
            rows = column(
                Choice(edition.label("forget-no"), "privacy", "keep", ""),
                Choice(edition.label("forget-yes"), "privacy", "forget-yes", ""),
            )
            return state, (Revise(edition.say("forget-sure"), rows),)
        case "forget-yes":
            return State(), (ForgetPerson(), Revise(edition.say("forgotten")))
        case _:
            return state, (Revise(edition.say("kept")),)
