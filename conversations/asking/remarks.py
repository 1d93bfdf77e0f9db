"""What is said to messages that ask nothing: remarks, introductions."""

from __future__ import annotations

from dataclasses import replace

from conversations.asking.context import topics_of
from conversations.asking.topic_pages import (
    figures_choice,
    menu,
    topic_button,
)
from conversations.messages import (
    ButtonRows,
    Decided,
    Say,
    column,
)
from conversations.state import State, StateAndReplies
from knowledge.edition import Edition
from knowledge.matching.matcher import Answered, Unknown
from knowledge.matching.outcomes import Remark, Understood

# What is said to small talk.
_REMARKS: dict[Remark, str] = {
    "dissent": "remark-dissent",
    "acknowledged": "remark-acknowledged",
    "feeling": "remark-feeling",
    "abuse": "remark-abuse",
    "disappointed": "remark-abuse",
    "unclear": "remark-unclear",
    "farewell": "remark-farewell",
}


def asking_nothing(
    state: State, match: Understood, edition: Edition, *, aside: bool
) -> StateAndReplies | None:
    """A remark or an introduction: what was talked about stays, and no curator is told."""
    if isinstance(match, Unknown) and match.remark and match.remark in _REMARKS:
        rows = _again(state, edition) if match.remark == "unclear" and not aside else ()
        return state, (Say(small_talk(match.remark, edition).text, rows), Decided("unknown"))
    if isinstance(match, Answered) and match.office is not None:
        return _introduced(state, match, match.office, edition, aside=aside)
    return None


def small_talk(remark: Remark, edition: Edition) -> Say:
    """What people would say to a message that asks nothing."""
    return Say(edition.say(_REMARKS[remark]))


def _again(state: State, edition: Edition) -> ButtonRows:
    """What was shown last, and the ways on for a person who is lost."""
    shown = state.topic if state.topic in edition.content.topics else None
    return (*column(*([topic_button(edition, shown)] if shown else [])), *menu(edition))


def _introduced(
    state: State, match: Answered, office: str, edition: Edition, *, aside: bool
) -> StateAndReplies:
    """Greet a person who says who speaks and from where; the region is kept as the person's own.

    What was talked about stays, and the curators are told nothing.
    """
    region = edition.region(match.region) if match.region else ""
    match office, region:
        case "", "":
            told = edition.say("introduced")
        case "", _:
            told = edition.say("remark-region", region=region)
        case _, "":
            told = edition.say("introduced-office", office=office)
        case _:
            told = edition.say("introduced-office-region", office=office, region=region)
    if match.region and not aside:
        state = replace(state, region=match.region)
    rows = () if aside else (*column(*figures_choice(match.region, edition)), *menu(edition))
    # In the middle of a conversation it opens no topic: what was talked about goes on.
    decided = Decided("unknown") if state.topic else Decided("answer", topics_of(match))
    return state, (Say(told, rows), decided)
