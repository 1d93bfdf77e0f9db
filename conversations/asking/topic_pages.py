"""Topics on the screen: their pages, the lists of them, and the buttons that open one."""

from __future__ import annotations

from collections.abc import Collection

from conversations.asking import agenda, cards
from conversations.messages import (
    ButtonRows,
    Choice,
    column,
)
from knowledge.edition import Edition
from knowledge.models.cards import AskedFacet
from knowledge.models.texts import BUTTON_LENGTH

# The payload of a link to a topic begins like this.
TOPIC_LINK = "t_"
# So many related topics are offered below an answer, and below one with cards.
_RELATED, _RELATED_BESIDE_CARDS = 3, 2


def topic_page(
    edition: Edition,
    topic_id: str,
    part: str,
    also: agenda.Waiting = (),
    *,
    rate: bool = False,
    aside: bool = False,
) -> tuple[str, ButtonRows]:
    """One part of a topic as text and buttons.

    part: as in `cards`. also: what the same message asked for too, which comes next.
    rate: with thumbs. aside: without ways on to anything else.
    """
    text = cards.part_text(edition, topic_id, part)
    if also:
        text += "\n\n" + agenda.announced(edition, also, topic_id)
    waiting = {asked.facet for asked in also if asked.topic == topic_id}
    rows = (
        *agenda.buttons(edition, also, topic_id),
        *cards.part_rows(edition, topic_id, part, waiting, rate=rate),
    )
    if aside or cards.is_behind(part):
        return text, rows
    return text, (*rows, *ways_on(edition, topic_id, {asked.topic for asked in also}))


def figures_choice(code: str | None, edition: Edition) -> tuple[Choice, ...]:
    """The button that opens the official figures of a region, where there are any."""
    if not (code and edition.content.figures and edition.has_region(code)):
        return ()
    return (Choice(edition.label("place-open"), "place", "needs", code),)


def menu(edition: Edition) -> ButtonRows:
    """Ways on for a person who is lost."""
    return column(
        diagnose_button(edition),
        _menu_button(edition, "popular"),
        _menu_button(edition, "families"),
    )


def popular_page(edition: Edition) -> tuple[str, ButtonRows]:
    """The questions that people ask most."""
    topics = edition.content.wording.popular
    rows = column(*(topic_button(edition, topic_id) for topic_id in topics))
    return edition.say("popular"), (*rows, (_menu_button(edition, "families"),))


def families_page(edition: Edition) -> tuple[str, ButtonRows]:
    """All families of topics."""
    return edition.say("families"), column(
        *(
            Choice(family.title.in_(edition.language), "menu", "family", family_id)
            for family_id, family in edition.content.families.items()
        )
    )


def family_page(edition: Edition, family_id: str) -> tuple[str, ButtonRows]:
    """The topics of one family."""
    family = edition.content.families[family_id]
    rows = column(*(topic_button(edition, topic_id) for topic_id in family.topics))
    back = Choice(edition.label("back-to-families"), "menu", "families", "")
    return edition.say("family", family=family.title.in_(edition.language)), (*rows, (back,))


def topic_button(edition: Edition, topic_id: str, facet: AskedFacet = "general") -> Choice:
    """The button that opens a topic, at the card for what was asked of it."""
    part = cards.part_asked(edition, topic_id, facet, "answer")
    return Choice(edition.title(topic_id), "ask", part, topic_id)


def topics_on(rows: ButtonRows, shown: str) -> tuple[str, ...]:
    """The topics that buttons open, from the top, but for other parts of the one shown."""
    choices = (button for row in rows for button in row if isinstance(button, Choice))
    topics = (choice.option for choice in choices if choice.conversation == "ask")
    return tuple(dict.fromkeys(topic for topic in topics if topic and topic != shown))


def term_label(edition: Edition, term_id: str) -> str:
    """What tells a term from others of its spelling, on a button."""
    entry = edition.content.glossary.terms[term_id]
    return entry.full if len(entry.full) <= BUTTON_LENGTH else entry.term


def ways_on(edition: Edition, topic_id: str, offered: Collection[str]) -> ButtonRows:
    content = edition.content
    related = [other for other in content.topics[topic_id].related if other not in offered]
    most = _RELATED_BESIDE_CARDS if cards.has_cards(edition, topic_id) else _RELATED
    diagnose = [diagnose_button(edition)] if topic_id in content.wording.offer_diagnostic else []
    return column(*diagnose, *(topic_button(edition, other) for other in related[:most]))


def diagnose_button(edition: Edition) -> Choice:
    return Choice(edition.label("diagnose"), "diagnose", "start", "")


def _menu_button(edition: Edition, name: str) -> Choice:
    return Choice(edition.label(name), "menu", name, "")
