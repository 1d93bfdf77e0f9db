"""Several topics of one message, answered one after the other."""

from __future__ import annotations

from dataclasses import replace

from conversations.messages import ButtonRows, Choice, column
from conversations.state import State
from knowledge.edition import Edition
from knowledge.matching.matcher import Answered
from knowledge.models.texts import BUTTON_LENGTH

# The question that a button of the agenda answers: it opens its topic in a new message, so that the
# answer before it stays.
NEXT = "next"


def with_answer(state: State, match: Answered) -> tuple[State, tuple[str, ...]]:
    """The state once a message is answered, and the topics that were waiting and are given up.

    A follow-up of the answer just given, or one of the waiting topics, ends nothing; any other
    question does.
    """
    first = match.ranked[0].topic
    goes_on = first == state.topic or first in state.agenda
    if goes_on and not match.also:
        return replace(state, agenda=_without(state.agenda, first)), ()
    given_up = tuple(topic for topic in state.agenda if topic not in (first, *match.also))
    return replace(state, agenda=_without(match.also, first)), () if goes_on else given_up


def buttons(edition: Edition, waiting: tuple[str, ...]) -> ButtonRows:
    """A button for each topic that waits; the first says that it is next."""
    return column(*(_button(edition, topic, place) for place, topic in enumerate(waiting)))


def announced(edition: Edition, waiting: tuple[str, ...]) -> str:
    """What is said of the topics that wait."""
    if len(waiting) == 1:
        return edition.say("also")
    return edition.say("also-several", topics=titles(edition, waiting))


def titles(edition: Edition, topics: tuple[str, ...]) -> str:
    """Topics by their titles, in a row."""
    return "; ".join(edition.title(topic) for topic in topics)


def _button(edition: Edition, topic: str, place: int) -> Choice:
    title = edition.title(topic)
    label = edition.label("next", title=title) if place == 0 else title
    return Choice(label if len(label) <= BUTTON_LENGTH else title, "ask", NEXT, topic)


def _without(topics: tuple[str, ...], topic: str) -> tuple[str, ...]:
    return tuple(waiting for waiting in topics if waiting != topic)
