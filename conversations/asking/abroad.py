"""What is said once to people from other countries: the laws that are named are Indonesia's."""

from __future__ import annotations

from dataclasses import replace

from conversations.messages import Reply, Say
from conversations.state import State
from knowledge.edition import Edition
from knowledge.matching.courtesies import OF_THE_BOT
from knowledge.matching.matcher import Answered
from knowledge.matching.outcomes import Understood

_MALAY = "malay"


def with_note(
    state: State,
    replies: tuple[Reply, ...],
    text: str,
    match: Understood,
    edition: Edition,
) -> tuple[State, tuple[Reply, ...]]:
    """The replies, with the note below an answer to somebody who speaks from another country.

    It stands below the first answer of a conversation only.
    """
    if state.told_abroad or not isinstance(match, Answered) or match.region:
        return state, replies
    if match.ranked[0].topic in OF_THE_BOT:
        return state, replies
    malay = match.dialect == _MALAY
    if not (malay or _is_abroad(state, edition) or edition.speaks_from_abroad(text)):
        return state, replies
    note = edition.say("laws-of-indonesia-malay" if malay else "laws-of-indonesia")
    first, *others = replies
    if not isinstance(first, Say):
        return state, replies
    told = replace(first, text=f"{first.text}\n\n{note}")
    return replace(state, told_abroad=True), (told, *others)


def _is_abroad(state: State, edition: Edition) -> bool:
    """Whether the diagnostic was taken for a place of another country."""
    region = state.diagnosing.region if state.diagnosing else ""
    return bool(region) and not edition.has_region(region)
