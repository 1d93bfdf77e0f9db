"""The thumbs below an answer."""

from __future__ import annotations

from dataclasses import replace

from conversations.asking import cards
from conversations.asking.topic_pages import (
    topic_page,
)
from conversations.curated import Rated
from conversations.messages import (
    Chose,
    Revise,
    Toast,
)
from conversations.state import State, StateAndReplies
from knowledge.edition import Edition

# So many rated answers are remembered.
_RATED = 5


def is_rating(tap: Chose) -> bool:
    """Whether a tap says that an answer helped or did not."""
    return tap.conversation == "ask" and tap.question[:1] in {cards.UP, cards.DOWN}


def take_rating(state: State, tap: Chose, edition: Edition) -> StateAndReplies:
    """The thumbs go, the page stays; the question is told only where the answer did not help."""
    topic, part, helpful = tap.option, tap.question[1:], tap.question[0] == cards.UP
    if topic not in edition.content.topics or not cards.is_part(part):
        return state, (Toast(edition.toast("old-button")),)
    thanks = Toast(edition.toast("helpful" if helpful else "unhelpful"))
    if (tap.message, topic) in state.rated:
        return state, (thanks,)
    of_this = state.asked if state.asked and state.asked.topic == topic else None
    question = of_this.question if of_this and not helpful else ""
    rated = (*state.rated, (tap.message, topic))[-_RATED:]
    state = replace(state, rated=rated, asked=None if of_this else state.asked)
    page = Revise(*topic_page(edition, topic, part))
    facet = cards.facet_shown(part) or ""
    return state, (thanks, page, Rated(helpful, topic, question, facet))
