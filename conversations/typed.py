"""Words typed in place of a command or a button, and the language that is spoken."""

from __future__ import annotations

from dataclasses import replace

from conversations.diagnosing import diagnostic_record
from conversations.diagnostic import free_text
from conversations.diagnostic import step as diagnostic
from conversations.messages import Chose, Commanded, Event, Said, Sender
from conversations.results import step as results
from conversations.results import talk
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.models.language import DEFAULT, Language


def as_command(state: State, event: Event, knowledge: Knowledge) -> Event:
    """Words that ask for what a command does ("kirim pdfnya dong"), as that command.

    During a diagnostic the buttons of its screen come first, and so do those of its result: words
    for them count as a tap.
    """
    if not isinstance(event.action, Said):
        return event
    if tap := _result_in_words(state, event, event.action.text, knowledge):
        return replace(event, action=tap)
    if not event.in_group and (tap := diagnostic.resumes(state, event.action.text, knowledge)):
        return replace(event, action=tap)
    name = knowledge.buttons.command(event.action.text)
    if name is None or _is_button(state, event, event.action.text, knowledge):
        return event
    if name == "results" and state.about_result and not event.in_group:
        meant = talk.about_result(state, event.action.text, event, knowledge)
        if meant and meant.intent in talk.IN_ANOTHER_FORM:  # of the result that is talked about
            return event
    return replace(event, action=Commanded(name))


def _is_button(state: State, event: Event, text: str, knowledge: Knowledge) -> bool:
    if state.diagnosing is None or not is_diagnosing(state, event):
        return False
    edition = knowledge.edition(reading_language(state, event.sender, knowledge))
    return (
        free_text.question_button_in_words(state.diagnosing, text, knowledge, edition) is not None
    )


def _result_in_words(state: State, event: Event, text: str, knowledge: Knowledge) -> Chose | None:
    done = state.diagnosing
    if done is None or done.under_way or event.in_group:
        return None
    edition = knowledge.edition(reading_language(state, event.sender, knowledge))
    # If topics were offered since, a number means one of those.
    counted = not (state.pending and state.pending.topics)
    button = results.result_button_in_words(
        diagnostic_record(done, event.day), text, knowledge.buttons, edition, counted=counted
    )
    if button is None:
        return None
    return Chose(button.conversation, button.question, button.option, event.sender.id)


def is_diagnosing(state: State, event: Event) -> bool:
    """Whether what is typed now may be meant for the person's diagnostic."""
    diagnosing = state.diagnosing
    return diagnosing is not None and diagnosing.listening and not event.in_group


def reading_language(state: State, sender: Sender, knowledge: Knowledge) -> Language:
    """The language to speak: the chosen one, else that of the last clear message, else that of the
    app, else Indonesian.
    """
    if state.language or state.heard:
        return state.language or state.heard or DEFAULT
    return knowledge.content.language_of(sender.language)
