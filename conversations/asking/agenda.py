"""Several questions of one message, answered one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conversations.asking import cards
from conversations.messages import ButtonRows, Choice, column
from conversations.state import State
from knowledge.edition import Edition
from knowledge.matching.matcher import Answered
from knowledge.matching.outcomes import AskedTopic
from knowledge.models.texts import BUTTON_LENGTH

# The question that a button of the agenda answers: it opens its topic in a new message, so that the
# answer before it stays. "n-cost" opens a card of it.
_NEXT, _NEXT_CARD = "next", "n-"

Waiting = tuple[AskedTopic, ...]


def with_answer(state: State, match: Answered) -> tuple[State, Waiting]:
    """The state once a message is answered, and what was waiting and is given up.

    A follow-up of the answer just given, or one of the waiting questions, ends nothing; any other
    question does.
    """
    first = AskedTopic(match.ranked[0].topic, match.facet)
    topics = {asked.topic for asked in state.agenda}
    goes_on = first.topic == state.topic or first.topic in topics
    if goes_on and not match.also:
        return replace(state, agenda=without(state.agenda, first)), ()
    also = without(match.also, first)
    given_up = tuple(asked for asked in state.agenda if asked not in (first, *also))
    return replace(state, agenda=also), () if goes_on else given_up


def without(waiting: Waiting, answered: AskedTopic) -> Waiting:
    """What still waits once a question is answered; any answer to a topic tells what it is."""
    return tuple(
        asked
        for asked in waiting
        if asked.topic != answered.topic or asked.facet not in {answered.facet, "general"}
    )


def buttons(edition: Edition, waiting: Waiting, shown: str) -> ButtonRows:
    """A button for each question that waits; the first says that it is next.

    shown: the topic above the buttons, of which only the facet is named.
    """
    return column(*(_button(edition, asked, place, shown) for place, asked in enumerate(waiting)))


def announced(edition: Edition, waiting: Waiting, shown: str) -> str:
    """What is said of the questions that wait."""
    if len(waiting) == 1:
        return edition.say("also")
    return edition.say("also-several", topics=titles(edition, waiting, shown))


def titles(edition: Edition, waiting: Iterable[AskedTopic], shown: str = "") -> str:
    """Questions in a row, each by its topic's title and its facet."""
    return "; ".join(_title(edition, asked, shown) for asked in waiting)


def asked_by(question: str, topic: str) -> AskedTopic | None:
    """The waiting question that a button answers; None if it is no button of the agenda."""
    if question == _NEXT:
        return AskedTopic(topic)
    facet = cards.facet_shown(question.removeprefix(_NEXT_CARD))
    return AskedTopic(topic, facet) if facet and question.startswith(_NEXT_CARD) else None


def _button(edition: Edition, asked: AskedTopic, place: int, shown: str) -> Choice:
    title = _title(edition, asked, shown)
    if len(title) > BUTTON_LENGTH:
        title = edition.title(asked.topic)
    label = edition.label("next", title=title) if place == 0 else title
    question = _NEXT if asked.facet == "general" else _NEXT_CARD + asked.facet[:4]
    return Choice(label if len(label) <= BUTTON_LENGTH else title, "ask", question, asked.topic)


def _title(edition: Edition, asked: AskedTopic, shown: str) -> str:
    title = edition.title(asked.topic)
    if asked.facet == "general":
        return title
    facet = cards.facet_label(edition, asked.facet)
    return facet if asked.topic == shown else f"{title} · {facet}"
